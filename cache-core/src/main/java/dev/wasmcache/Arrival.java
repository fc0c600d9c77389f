package dev.wasmcache;

/**
 * Receives the progress of a store that reads an entry into an array, so that the bytes that have
 * arrived are verified while the rest is on its way. A store that reports no progress, or only
 * some, loses only that time.
 *
 * <p>For one call of one store, by one thread. A store reports nothing after it has returned. After
 * a failure, its reports are ignored.
 */
public interface Arrival {

  /**
   * Reports how much of an entry has arrived. Does not throw.
   *
   * @param array the array that {@link StoredEntry#readWhole} returns
   * @param from where the entry starts in the array
   * @param to the end of the bytes that have arrived; they no longer change
   */
  void arrived(byte[] array, int from, int to);

  /**
   * Reports how many bytes of an entry have come, including those that cannot be looked at yet,
   * because they are in the buffers of a client. A slow transfer is waited for as long as it will
   * end in time, and only what is reported tells. The default ignores it. Does not throw.
   *
   * @param bytes how many have come in all
   * @param size of the whole entry, as far as the store knows it, or -1; a few bytes of its own may
   *     count
   */
  default void underWay(long bytes, long size) {}
}
