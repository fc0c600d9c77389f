package dev.wasmcache.simulated;

import java.util.concurrent.TimeUnit;

/** Stands for {@link java.util.concurrent.Semaphore}. */
@SuppressWarnings("this-escape") // Only to be known to its process.
public class SimulatedSemaphore {

  private int initial;
  private int permits;

  public SimulatedSemaphore(int permits) {
    this(permits, false);
  }

  public SimulatedSemaphore(int permits, boolean fair) {
    this.initial = permits;
    this.permits = permits;
    World.current().running().process().add(this);
  }

  public boolean tryAcquire() {
    World.innerStep("try to acquire");
    return takeOne();
  }

  private boolean takeOne() {
    boolean free = permits > 0;
    if (free) {
      permits--;
    }
    return free;
  }

  public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
    boolean free = World.waitFor("a permit", () -> permits > 0, World.deadline(unit.toNanos(time)));
    return free && takeOne();
  }

  public void acquireUninterruptibly() {
    World.await("a permit", () -> permits > 0);
    permits--;
  }

  public void acquire() throws InterruptedException {
    boolean unused = World.waitFor("a permit", () -> permits > 0, World.NEVER);
    permits--;
  }

  public void release() {
    permits++;
  }

  protected void reducePermits(int reduction) {
    initial -= reduction;
    permits -= reduction;
  }

  public int availablePermits() {
    return permits;
  }

  /** Returns how many permits have not been given back. */
  int missing() {
    return initial - permits;
  }
}
