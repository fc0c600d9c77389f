package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.internal.WeighedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The map of live modules behaves like a map with sequential operations. */
@Tag("one-jdk")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class WeighedMapLincheckTest {

  @Test
  void use_anyInterleaving_isLinearizable() {
    model().check(Unbounded.class);
  }

  /**
   * Under stress, not with a model checker: Caffeine evicts on a thread of its own, which a model
   * checker does not control.
   */
  @Test
  void use_whileItMovesToCaffeine_isLinearizable() {
    new StressOptions()
        .iterations(Faults.isLong() ? 50 : 15)
        .invocationsPerIteration(Faults.isLong() ? 5_000 : 1_000)
        .threads(3)
        .actorsPerThread(3)
        .check(Moving.class);
  }

  @Test
  void use_lookThenPut_isCaught() {
    assertThatThrownBy(() -> model().minimizeFailedScenario(false).check(LostUpdate.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions model() {
    return new ModelCheckingOptions()
        .iterations(Faults.isLong() ? 30 : 10)
        .invocationsPerIteration(Faults.isLong() ? 2_000 : 300)
        .threads(2)
        .actorsPerThread(3);
  }

  private record Weights() implements WeighedMap.Values<Integer> {
    @Override
    public long weigh(Integer value) {
      return value;
    }

    @Override
    public void evicted() {}
  }

  private static CacheKey key(int number) {
    return CacheKey.parse(Integer.toString(number).repeat(64));
  }

  /** Values of little weight: none has to be evicted. */
  @Param(name = "key", gen = IntGen.class, conf = "1:3")
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public static class Unbounded {
    final WeighedMap<Integer> map = new WeighedMap<>(1_000, new Weights());

    @Operation
    public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
      map.put(key(key), value);
    }

    @Operation
    public Integer get(@Param(name = "key") int key) {
      return map.get(key(key));
    }

    @Operation
    public Integer peek(@Param(name = "key") int key) {
      return map.peek(key(key));
    }

    @Operation
    public boolean remove(@Param(name = "key") int key) {
      return map.remove(key(key));
    }

    @Operation
    public void clear() {
      map.clear();
    }
  }

  /** Also adds one that is too heavy for the map: from then on Caffeine limits the weight. */
  public static class Moving extends Unbounded {
    @Operation
    public void move() {
      map.put(key(4), 1_001);
    }
  }

  /** The naive way: checks first, then puts. */
  @Param(name = "key", gen = IntGen.class, conf = "1:3")
  public static class LostUpdate {
    private final ConcurrentMap<Integer, Integer> map = new ConcurrentHashMap<>();

    @Operation
    public int add(@Param(name = "key") int key) {
      Integer before = map.get(key);
      int after = before == null ? 1 : before + 1;
      map.put(key, after);
      return after;
    }
  }
}
