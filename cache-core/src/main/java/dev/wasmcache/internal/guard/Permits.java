package dev.wasmcache.internal.guard;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls may run at once: half as many each time the tier is busy, and one more after as
 * many calls as may run have worked. So the processes of a fleet share what the tier can do. Fair;
 * safe for concurrent use.
 */
final class Permits {

  private final int most;
  private final Semaphore free;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile int limit;
  // Of the permits that are out, so many are not given again when they come back.
  private int surplus;
  private int worked;

  Permits(int most) {
    this.most = most;
    this.free = new Semaphore(most, true);
    this.limit = most;
  }

  /** Returns how many calls may run at once now. */
  int limit() {
    return limit;
  }

  boolean tryAcquire() {
    return free.tryAcquire();
  }

  boolean tryAcquire(long nanos) throws InterruptedException {
    return free.tryAcquire(nanos, TimeUnit.NANOSECONDS);
  }

  void release() {
    if (limit == most || !isSurplus()) {
      free.release();
    }
  }

  private boolean isSurplus() {
    lock.lock();
    try {
      if (surplus == 0) {
        return false;
      }
      surplus--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The tier was busy. */
  void busy() {
    lock.lock();
    try {
      int before = limit;
      int after = Math.max(1, before / 2);
      limit = after;
      worked = 0;
      for (int withdrawn = after; withdrawn < before; withdrawn++) {
        if (!free.tryAcquire()) {
          surplus++;
        }
      }
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
        if (surplus > 0) {
          surplus--;
        } else {
          free.release();
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
