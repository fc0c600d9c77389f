package dev.wasmcache.simulated;

import java.util.concurrent.TimeUnit;

/** Stands for {@link java.util.concurrent.CountDownLatch}. */
public final class SimulatedLatch {

  private int count;

  public SimulatedLatch(int count) {
    this.count = count;
  }

  public void countDown() {
    count = Math.max(0, count - 1);
  }

  public long getCount() {
    return count;
  }

  public void await() throws InterruptedException {
    boolean unused = World.waitFor("a latch", () -> count == 0, World.NEVER);
  }

  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return World.waitFor("a latch", () -> count == 0, World.deadline(unit.toNanos(time)));
  }
}
