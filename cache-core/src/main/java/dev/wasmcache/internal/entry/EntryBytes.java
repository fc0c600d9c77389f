package dev.wasmcache.internal.entry;

import dev.wasmcache.EntryContent;
import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;

/** The bytes of an entry as one array, which can be read any number of times. */
public final class EntryBytes implements EntryContent {

  private final byte[] array;

  /**
   * @param array not changed from now on
   */
  EntryBytes(byte[] array) {
    this.array = array;
  }

  /**
   * Reads the bytes of an entry; without a copy, if they have been read like this before.
   *
   * @throws StoreException as {@link Outcome#TOO_LARGE}, if there are more bytes than the maximum
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

  /** Returns the array itself. */
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
