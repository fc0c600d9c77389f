package dev.wasmcache.internal.guard;

/**
 * How many bytes a call has moved, and whether its caller still waits for it. Written by the thread
 * of the call and that of its caller, read by the other.
 */
public final class Progress {

  private volatile long bytes;
  private volatile long expected = -1;
  private volatile boolean abandoned;

  /** Notes how many bytes have been moved in all, by one way to count them. */
  public void moved(long total) {
    bytes = Math.max(bytes, total);
  }

  /** Notes how many bytes will be moved in all. */
  public void expect(long total) {
    expected = total;
  }

  /** Returns how many bytes will be moved in all; -1 if that is not known. */
  long expected() {
    return expected;
  }

  long bytes() {
    return bytes;
  }

  /** Whether no caller will receive the result. */
  public boolean isAbandoned() {
    return abandoned;
  }

  void abandon() {
    abandoned = true;
  }
}
