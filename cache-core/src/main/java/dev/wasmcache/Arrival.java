package dev.wasmcache;

/**
 * Told how far an entry has come while a store reads it into an array: what is there is verified
 * while the rest is on its way. A store that does not tell, or not to the end, loses that time and
 * nothing else.
 *
 * <p>For one call of one store, by one thread. A store that has answered tells nothing any more;
 * one that has failed may, and nobody listens.
 */
public interface Arrival {

  /**
   * Tells how far an entry has come. Does not fail.
   *
   * @param array the one that {@link StoredEntry#readWhole} answers
   * @param from where in it the entry begins
   * @param to what lies before this position has come, and nobody changes it any more
   */
  void arrived(byte[] array, int from, int to);
}
