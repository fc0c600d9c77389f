package dev.wasmcache.simulated;

import java.util.ArrayList;
import java.util.List;

/** A simulated process: its threads and what they hold. Killed as a whole. */
public final class Process {

  private final String name;
  private final List<SimulatedThread> threads = new ArrayList<>();
  private final List<SimulatedSemaphore> semaphores = new ArrayList<>();
  private final List<SimulatedLock> locks = new ArrayList<>();
  private boolean dead;

  public Process(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Ends it between two of its external calls; its threads make no further one. */
  public void kill() {
    dead = true;
  }

  public boolean isDead() {
    return dead;
  }

  void add(SimulatedThread thread) {
    threads.add(thread);
  }

  void remove(SimulatedThread thread) {
    threads.remove(thread);
  }

  void add(SimulatedSemaphore semaphore) {
    semaphores.add(semaphore);
  }

  void add(SimulatedLock lock) {
    locks.add(lock);
  }

  /** Interrupts one of the threads that call the product. */
  public void interruptOne(Dice dice) {
    List<SimulatedThread> callers =
        threads.stream().filter(thread -> thread.isAlive() && thread.isOfTheScenario()).toList();
    if (!callers.isEmpty()) {
      callers.get(dice.below(callers.size())).interruptFromOutside();
    }
  }

  /** Whether a thread of the scenario is left. */
  public boolean isRunning() {
    for (SimulatedThread thread : threads) {
      if (thread.isAlive() && thread.isOfTheScenario()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the names of the threads that have not ended, without those of the scenario. */
  public List<String> threadsOfTheProduct() {
    return threads.stream()
        .filter(thread -> thread.isAlive() && !thread.isOfTheScenario())
        .map(SimulatedThread::getName)
        .toList();
  }

  /** Returns what is still held although nothing runs: permits and locks. */
  public List<String> held() {
    List<String> held = new ArrayList<>();
    for (SimulatedSemaphore semaphore : semaphores) {
      if (semaphore.missing() != 0) {
        held.add(semaphore.missing() + " permits");
      }
    }
    for (SimulatedLock lock : locks) {
      if (lock.isLocked()) {
        held.add("a lock");
      }
    }
    return held;
  }
}
