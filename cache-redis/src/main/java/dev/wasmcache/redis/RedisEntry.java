package dev.wasmcache.redis;

import dev.wasmcache.Arrival;
import dev.wasmcache.StoredEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entry whose first bytes have been read; the rest is read on first access to the content. */
final class RedisEntry implements StoredEntry {

  private final long size;
  private final Whole whole;
  private final Source source;
  private final Content content = new Content();

  RedisEntry(long size, Whole whole, Source source) {
    this.size = size;
    this.whole = whole;
    this.source = source;
  }

  /** Reads the entry, as specified by {@link StoredEntry#readWhole}. */
  interface Whole {
    ByteBuffer read(Arrival arrival) throws IOException;
  }

  /** Where the entry came from. */
  interface Source {

    /** Deletes the entry that was read, if it is still there. */
    boolean discard() throws IOException;

    /** Opens the entry again on another connection, as {@link StoredEntry#reopen}. */
    Optional<StoredEntry> reopen(StoredEntry entry) throws IOException;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
    return Optional.of(whole.read(arrival));
  }

  @Override
  public InputStream content() {
    return content;
  }

  @Override
  public Optional<StoredEntry> reopen() throws IOException {
    return source.reopen(this);
  }

  @Override
  public boolean discard() throws IOException {
    return source.discard();
  }

  @Override
  public void close() {}

  private final class Content extends InputStream {
    private @Nullable InputStream bytes;

    private InputStream bytes() throws IOException {
      InputStream known = bytes;
      if (known == null) {
        ByteBuffer entry = whole.read((array, from, to) -> {});
        known =
            new ByteArrayInputStream(
                entry.array(), entry.arrayOffset() + entry.position(), entry.remaining());
        bytes = known;
      }
      return known;
    }

    @Override
    public int read() throws IOException {
      return bytes().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return bytes().read(target, offset, length);
    }
  }
}
