package dev.wasmcache.internal.guard;

import dev.wasmcache.internal.compile.Worth;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Pauses between the attempts of one request to get something from a tier that is busy, for as long
 * as compiling would take. For one thread.
 */
public final class Backoff {

  private final WaitBudget waits;
  private final long start = System.nanoTime();
  private final long spent;
  private int attempts;

  public Backoff(WaitBudget waits) {
    this.waits = waits;
    this.spent = waits.spent();
  }

  /** Pauses; returns false, without a pause, if it is no use to ask again. */
  public boolean pause() {
    long now = System.nanoTime();
    long pause = Worth.pauseNanos(attempts, ThreadLocalRandom.current().nextDouble());
    attempts++;
    if (now + pause - start >= waits.worth()
        || now + pause - waits.end() >= 0
        || Thread.currentThread().isInterrupted()) {
      return false;
    }
    LockSupport.parkNanos(this, pause);
    // The tier has answered: that it is busy has not cost the request its time for other tiers.
    waits.refundTo(spent);
    return true;
  }
}
