package dev.wasmcache.store;

import dev.wasmcache.EntryContent;
import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;

/**
 * The bytes of an entry as one array, for a store whose client wants them in order. Can be taken
 * any number of times. The array must not be changed.
 */
public final class EntryBytes implements EntryContent {

  private final byte[] array;

  private EntryBytes(byte[] array) {
    this.array = array;
  }

  /**
   * Takes the bytes of an entry; without a copy, if they have been taken like this before.
   *
   * @param maximumBytes the most that is taken
   * @throws StoreException as {@link Outcome#TOO_LARGE}, if there are more
   * @throws IOException if the content fails
   */
  public static EntryBytes of(EntryContent content, long maximumBytes) throws IOException {
    long size = content.size();
    if (size > maximumBytes) {
      throw new StoreException(
          Outcome.TOO_LARGE, "it has " + size + " bytes; the store takes " + maximumBytes);
    }
    if (content instanceof EntryBytes bytes) {
      return bytes;
    }
    byte[] array = new byte[Math.toIntExact(size)];
    content.writeTo(
        (position, source, offset, length) ->
            System.arraycopy(source, offset, array, Math.toIntExact(position), length));
    return new EntryBytes(array);
  }

  /** Returns the bytes themselves: the whole array, and no copy. */
  public byte[] array() {
    return array;
  }

  @Override
  public long size() {
    return array.length;
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    sink.write(0, array, 0, array.length);
  }
}
