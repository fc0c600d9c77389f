package dev.wasmcache.internal.compile;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread do the work for a key while other threads wait for the result.
 *
 * <p>Not done inside a map's {@code compute}, which holds a lock that can stall other keys. If the
 * leading thread fails, only its own call fails: the next waiting thread leads.
 */
public final class SingleFlight<K, V> {

  private final ConcurrentMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /** The result of the work, and whether this thread did it. */
  public record Landing<V>(V value, boolean led) {}

  /**
   * Runs the work, or waits for the thread that is already running it. The waiting thread's
   * interrupt status is preserved.
   *
   * @param work returns a value or throws; an exception reaches only the thread that ran it
   */
  public Landing<V> fly(K key, Supplier<V> work) {
    while (true) {
      Flight<V> mine = new Flight<>(Thread.currentThread());
      Flight<V> other = flights.putIfAbsent(key, mine);
      if (other == null) {
        return new Landing<>(lead(key, mine, work), true);
      }
      if (other.leader == Thread.currentThread() || CompileLimiter.isCompiling()) {
        // The work asks for its own key again, or a compiler asks for another module while it holds
        // a permit that the leader may wait for. Waiting would be a deadlock.
        return new Landing<>(work.get(), true);
      }
      V value = other.await();
      if (value != null) {
        return new Landing<>(value, false);
      }
    }
  }

  /**
   * Lets no other thread join the work that is running for a key. Its result still counts there.
   */
  public void detach(K key) {
    flights.remove(key);
  }

  /** Lets no other thread join any work that is running. */
  public void detachAll() {
    flights.clear();
  }

  private V lead(K key, Flight<V> flight, Supplier<V> work) {
    try {
      V value = work.get();
      flight.value = value;
      return value;
    } finally {
      // Removed before the waiting threads are released, so that a retry does not find it again.
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

    /** Returns the leader's value, or null if it failed. */
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
