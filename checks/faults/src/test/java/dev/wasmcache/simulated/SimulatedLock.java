package dev.wasmcache.simulated;

import org.jspecify.annotations.Nullable;

/** Stands for {@link java.util.concurrent.locks.ReentrantLock}. */
public final class SimulatedLock {

  private @Nullable SimulatedThread owner;
  private int holds;

  public SimulatedLock() {
    World.current().running().process().add(this);
  }

  public void lock() {
    SimulatedThread me = SimulatedThread.currentThread();
    if (me.equals(owner)) {
      holds++;
      return;
    }
    World.innerStep("lock");
    if (owner != null) {
      World.await("a lock", () -> owner == null);
    }
    owner = me;
    holds = 1;
  }

  public boolean tryLock() {
    if (owner != null && !SimulatedThread.currentThread().equals(owner)) {
      return false;
    }
    lock();
    return true;
  }

  public void unlock() {
    if (!SimulatedThread.currentThread().equals(owner)) {
      throw new IllegalMonitorStateException();
    }
    if (--holds == 0) {
      owner = null;
    }
  }

  public boolean isHeldByCurrentThread() {
    return SimulatedThread.currentThread().equals(owner);
  }

  public boolean isLocked() {
    return owner != null;
  }
}
