package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.internal.compile.SingleFlight;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Single flight in every interleaving of some threads' steps: only one thread at a time runs the
 * work for a key, every waiting thread gets the result, and a failed leader fails only itself.
 */
@Tag("one-jdk")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class SingleFlightLincheckTest {

  @Test
  void fly_anyInterleaving_worksOnceAndAnswersAll() {
    options().check(Product.class);
  }

  @Test
  void fly_lookThenLead_isCaught() {
    assertThatThrownBy(() -> options().minimizeFailedScenario(false).check(LookThenLead.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(Faults.isLong() ? 30 : 5)
        .invocationsPerIteration(Faults.isLong() ? 2_000 : 300)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(1);
  }

  /**
   * Work that only one thread may run at a time: its counter is not atomic. In a sequential
   * execution the first load of a key returns 1, and so do all later ones.
   */
  @Param(name = "key", gen = IntGen.class, conf = "0:1")
  public abstract static class Work {
    private final ConcurrentMap<Integer, Integer> done = new ConcurrentHashMap<>();
    private final int[] counts = new int[2];
    private final boolean[] working = new boolean[2];

    abstract int fly(int key, Supplier<Integer> work);

    @Operation
    public int load(@Param(name = "key") int key) {
      Integer known = done.get(key);
      return known != null ? known : fly(key, () -> work(key));
    }

    private int work(int key) {
      Integer landed = done.get(key);
      if (landed != null) {
        return landed;
      }
      if (working[key]) {
        throw new AssertionError("two at once");
      }
      working[key] = true;
      int count = ++counts[key];
      working[key] = false;
      done.put(key, count);
      return count;
    }

    /** Fails if it leads and no result exists yet. */
    @Operation
    public int fail(@Param(name = "key") int key) {
      return fly(
          key,
          () -> {
            Integer landed = done.get(key);
            if (landed == null) {
              throw new IllegalStateException();
            }
            return landed;
          });
    }
  }

  public static final class Product extends Work {
    private final SingleFlight<Integer, Integer> flights = new SingleFlight<>();

    @Override
    int fly(int key, Supplier<Integer> work) {
      return flights.fly(key, work).value();
    }
  }

  /** The naive way: a thread that sees no other leader leads. */
  public static final class LookThenLead extends Work {
    private final ConcurrentMap<Integer, Boolean> flights = new ConcurrentHashMap<>();

    @Override
    int fly(int key, Supplier<Integer> work) {
      while (flights.containsKey(key)) {
        Thread.yield();
      }
      flights.put(key, true);
      try {
        return work.get();
      } finally {
        flights.remove(key);
      }
    }
  }
}
