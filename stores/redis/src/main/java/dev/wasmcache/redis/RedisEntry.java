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
abstract class RedisEntry implements StoredEntry {

  private final long size;
  private final Content content = new Content();

  RedisEntry(long size) {
    this.size = size;
  }

  /** Reads the entry, as specified by {@link StoredEntry#readWhole}. */
  abstract ByteBuffer read(Arrival arrival) throws IOException;

  @Override
  public long size() {
    return size;
  }

  @Override
  public Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
    return Optional.of(read(arrival));
  }

  @Override
  public InputStream content() {
    return content;
  }

  @Override
  public void close() {}

  private final class Content extends InputStream {
    private @Nullable InputStream bytes;

    private InputStream bytes() throws IOException {
      InputStream known = bytes;
      if (known == null) {
        ByteBuffer entry = RedisEntry.this.read((array, from, to) -> {});
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
