package dev.wasmcache.store;

import dev.wasmcache.Arrival;
import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An entry whose bytes are in hand: to read it asks nobody. */
final class HeldEntry implements StoredEntry {

  private static final int SLICE = 128 * 1024;

  private final long size;
  private final ByteBuffer bytes;
  private final InputStream content;
  private final Discard discard;

  private HeldEntry(long size, ByteBuffer bytes, Discard discard) {
    this.size = size;
    this.bytes = bytes;
    this.content =
        new ByteArrayInputStream(
            bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    this.discard = discard;
  }

  /**
   * Reads an entry: as much as it says it has, and one byte more if there is one. What is cut short
   * stays so; who verifies it sees that.
   *
   * @param maximumBytes the most that is read
   * @param arrival told how far it has come
   * @throws StoreException as {@link Outcome#TOO_LARGE}, before anything is allocated
   */
  static HeldEntry read(
      StoredEntry entry, long maximumBytes, Budget budget, Arrival arrival, Discard discard)
      throws IOException {
    long size = entry.size();
    if (size > maximumBytes) {
      throw new StoreException(
          Outcome.TOO_LARGE, "it has " + size + " bytes; the limit is " + maximumBytes);
    }
    budget.expect(size);
    Optional<ByteBuffer> whole = entry.readWhole(arrival);
    return new HeldEntry(size, whole.isPresent() ? whole.get() : read(entry, arrival), discard);
  }

  private static ByteBuffer read(StoredEntry entry, Arrival arrival) throws IOException {
    long size = entry.size();
    byte[] bytes = new byte[Math.toIntExact(size) + 1];
    int position = 0;
    InputStream content = entry.content();
    for (int read; position < bytes.length; position += read) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("given up after " + position + " of " + size + " bytes");
      }
      arrival.arrived(bytes, 0, position);
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
  public void discard() throws IOException {
    discard.discard();
  }

  @Override
  public void close() {}

  /** Deletes the entry where it came from. */
  interface Discard {
    void discard() throws IOException;
  }
}
