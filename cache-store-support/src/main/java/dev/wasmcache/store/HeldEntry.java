package dev.wasmcache.store;

import dev.wasmcache.Arrival;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.stats.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** An entry whose bytes are in memory: reading it makes no call. */
final class HeldEntry implements StoredEntry {

  private static final int SLICE = 128 * 1024;

  // That an entry is announced to be long is no reason to allocate for it: the array grows with
  // what has come. Nearly all entries are in their last array after one small copy.
  private static final int UNSEEN = 64 * 1024;
  private static final long GROWTH = 256;

  private final long size;
  private final ByteBuffer bytes;
  private final InputStream content;
  private final Source source;

  private HeldEntry(long size, ByteBuffer bytes, Source source) {
    this.size = size;
    this.bytes = bytes;
    this.content =
        new ByteArrayInputStream(
            bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    this.source = source;
  }

  /**
   * Reads an entry: as much as it says it has, and one byte more if there is one. What is cut short
   * stays so; verification finds that.
   *
   * @param maximumBytes the most that is read
   * @param arrival told how far it has come
   * @throws StoreException as {@link Outcome#TOO_LARGE}, before anything is allocated
   */
  static HeldEntry read(
      StoredEntry entry, long maximumBytes, Budget budget, Arrival arrival, Source source)
      throws IOException {
    long size = entry.size();
    if (size > maximumBytes) {
      throw new StoreException(
          Outcome.TOO_LARGE, "it has " + size + " bytes; the limit is " + maximumBytes);
    }
    budget.expect(size);
    Optional<ByteBuffer> whole = entry.readWhole(arrival);
    return new HeldEntry(size, whole.isPresent() ? whole.get() : read(entry, arrival), source);
  }

  private static ByteBuffer read(StoredEntry entry, Arrival arrival) throws IOException {
    long size = entry.size();
    int whole = Math.toIntExact(size) + 1;
    byte[] bytes = new byte[Math.min(whole, UNSEEN)];
    int position = 0;
    InputStream content = entry.content();
    for (int read; position < whole; position += read) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("given up after " + position + " of " + size + " bytes");
      }
      if (position == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(whole, GROWTH * position));
      }
      if (bytes.length == whole) {
        arrival.arrived(bytes, 0, position);
      }
      read = content.readNBytes(bytes, position, Math.min(SLICE, bytes.length - position));
      if (read == 0) {
        break;
      }
    }
    return ByteBuffer.wrap(bytes, 0, position);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream content() {
    return content;
  }

  @Override
  public Optional<ByteBuffer> readWhole(Arrival arrival) {
    return Optional.of(bytes);
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

  /** Where the entry came from. */
  interface Source {

    /** Deletes it there, as {@link StoredEntry#discard}. */
    boolean discard() throws IOException;

    /**
     * Opens it again there, as {@link StoredEntry#reopen}.
     *
     * @param held what is returned if the first answer stands
     */
    Optional<StoredEntry> reopen(StoredEntry held) throws IOException;
  }
}
