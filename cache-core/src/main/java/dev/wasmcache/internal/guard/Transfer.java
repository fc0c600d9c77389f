package dev.wasmcache.internal.guard;

import dev.wasmcache.internal.compile.Worth;

/**
 * Decides whether a call whose bytes come more slowly than they should is waited for. It is if what
 * is left will come sooner than the request could compile the module instead. If it would take
 * longer, chance decides, so that of a fleet that shares a link as many processes go on as it can
 * serve: if all that see a slow link gave up, it would be idle. Does no I/O. For one thread; times
 * are those of {@link System#nanoTime}.
 */
final class Transfer {

  private static final int PARTS = 4;

  private final WaitBudget waits;
  private final long timeout;
  private final long window;
  // How often to look whether bytes have begun to come.
  private final long look;
  private boolean arrives;
  private long arrived;
  private long began;
  private long bytes;
  private long until;
  private boolean slow;

  /**
   * @param timeout for how long no byte may come, in nanoseconds
   */
  Transfer(WaitBudget waits, long timeout, long start) {
    this.waits = waits;
    this.timeout = timeout;
    this.window = Worth.window(waits.worth(), timeout);
    this.look = window / PARTS;
    this.arrived = start;
    this.began = start;
    this.until = start;
  }

  /**
   * Decides at the end of a window whether there is another one.
   *
   * @param random a random number from 0 to 1
   */
  boolean goesOn(Progress progress, long now, double random) {
    long have = progress.bytes();
    long came = have - bytes;
    long took = now - began;
    long untilEnd = waits.end() - now;
    if (untilEnd <= 0) {
      return false;
    }
    if (came <= 0) {
      return pauses(now, Math.min(timeout - took, untilEnd));
    }
    began = now;
    bytes = have;
    until = now + Math.min(window, untilEnd);
    boolean goesOn =
        Worth.goesOn(Math.min(waits.worth(), untilEnd), left(progress, came, took), random);
    slow |= goesOn;
    return goesOn;
  }

  /** A short pause says nothing of the speed: the next decision is about the time before it too. */
  private boolean pauses(long now, long atMost) {
    until = now + Math.min(window, atMost);
    return arrives && atMost > 0;
  }

  /** What is not known to be much may be little. */
  private long left(Progress progress, long came, long took) {
    long expected = progress.expected();
    return expected < 0 ? 0 : Worth.leftNanos(expected - bytes, came, took);
  }

  /**
   * Returns how long it is waited for, in nanoseconds; less than 1 if it is time to decide.
   *
   * @param allowed what is left of the time that the call was allowed when it began
   * @param forBytes the time that is allowed for the bytes that have come
   */
  long left(Progress progress, long now, long allowed, long forBytes) {
    if (!arrives && progress.bytes() > 0) {
      arrives = true;
      arrived = Math.max(arrived, now - look);
      began = arrived;
    }
    // With the first byte ends what a first call is allowed for the start of the store's client.
    return arrives
        ? Math.max(Math.min(allowed, arrived + window + forBytes - now), until - now)
        : allowed;
  }

  /** Returns how long to wait before looking at the progress again, in nanoseconds. */
  long pause(long left) {
    return arrives ? left : Math.min(left, look);
  }

  /** Whether bytes have come. */
  boolean hasBegun() {
    return arrives;
  }

  /** Whether it has been waited for although it was slow. */
  boolean wasSlow() {
    return slow;
  }
}
