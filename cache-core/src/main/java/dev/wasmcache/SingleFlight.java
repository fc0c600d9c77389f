package dev.wasmcache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread do the work for a key while the others that want it wait for the result.
 *
 * <p>Not done inside a map's {@code compute}: that holds a lock which can stall other keys. A
 * leader that fails fails nobody but itself: the next of those who waited leads.
 */
final class SingleFlight<K, V> {

  private final ConcurrentMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /** What the work answered, and whether this thread did it. */
  record Landing<V>(V value, boolean led) {}

  /**
   * Does the work, or waits for who does. An interrupt while waiting is kept for the caller.
   *
   * @param work answers a value or throws; what it throws reaches the thread that did it
   */
  Landing<V> fly(K key, Supplier<V> work) {
    while (true) {
      Flight<V> mine = new Flight<>(Thread.currentThread());
      Flight<V> other = flights.putIfAbsent(key, mine);
      if (other == null) {
        return new Landing<>(lead(key, mine, work), true);
      }
      if (other.leader == Thread.currentThread() || CompileLimiter.isCompiling()) {
        // The work has come back for its own key, or a compiler asks for another module while it
        // holds a permit that the leader may wait for: to wait would be for ever.
        return new Landing<>(work.get(), true);
      }
      V value = other.await();
      if (value != null) {
        return new Landing<>(value, false);
      }
    }
  }

  private V lead(K key, Flight<V> flight, Supplier<V> work) {
    try {
      V value = work.get();
      flight.value = value;
      return value;
    } finally {
      // Removed before the others are let go, so that who retries does not meet it again.
      flights.remove(key, flight);
      flight.landed.countDown();
    }
  }

  private static final class Flight<V> {
    private final Thread leader;
    private final CountDownLatch landed = new CountDownLatch(1);
    private volatile @Nullable V value;

    private Flight(Thread leader) {
      this.leader = leader;
    }

    /** Answers the leader's value, or null if it failed. */
    private @Nullable V await() {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            landed.await();
            return value;
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
