package dev.wasmcache.internal.guard;

import java.io.Serial;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls to a tier on a network may run at once: half as many each time the tier is busy,
 * and one more after as many calls as may run have worked. So the processes of a fleet share what
 * the tier can do. Fair; safe for concurrent use.
 */
final class Permits extends Semaphore {

  @Serial private static final long serialVersionUID = 1L;

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile int limit;
  private int worked;

  Permits(int most) {
    super(most, true);
    this.most = most;
    this.limit = most;
  }

  /** Returns how many calls may run at once now. */
  int limit() {
    return limit;
  }

  /** The tier was busy. */
  void busy() {
    lock.lock();
    try {
      int before = limit;
      int after = Math.max(1, before / 2);
      limit = after;
      worked = 0;
      // Those that are out are withdrawn when they come back.
      reducePermits(before - after);
    } finally {
      lock.unlock();
    }
  }

  /** A call has worked. */
  void worked() {
    if (limit == most) {
      return;
    }
    lock.lock();
    try {
      int before = limit;
      if (before < most && ++worked >= before) {
        worked = 0;
        limit = before + 1;
        release();
      }
    } finally {
      lock.unlock();
    }
  }
}
