package dev.wasmcache.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Times several ways to do one thing, which take turns, with one sample of each per round.
 *
 * <p>Not JMH, which measures one way after another in separate JVMs, minutes apart. A disk or a
 * shared memory bus varies by a factor of three within those minutes, which would be mistaken for a
 * difference between the ways. Here all ways see the same minutes, so that their ratio holds. The
 * order changes every round, since otherwise the way that follows one that empties the processor's
 * caches would pay for it every time.
 *
 * @param <W> the ways
 */
public final class Comparison<W> {

  private final List<Way<W>> ways = new ArrayList<>();
  private final LongSupplier nanoTime;

  /** What is timed. */
  @FunctionalInterface
  public interface Operation {

    /**
     * Runs it once.
     *
     * @param number counts up from 0, including the rounds that are not measured
     */
    void run(int number) throws Exception;
  }

  private record Way<W>(W name, Operation operation) {}

  /** A way, and its measurements in nanoseconds. */
  public record Result<W>(W way, Samples nanos) {}

  /** Measures elapsed time. */
  public Comparison() {
    this(System::nanoTime);
  }

  /**
   * @param nanoTime the clock to measure with
   */
  public Comparison(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  public void add(W way, Operation operation) {
    ways.add(new Way<>(way, operation));
  }

  /**
   * Runs every way in every round.
   *
   * @param unmeasured the number of rounds that run first without being measured, for the JIT
   * @return a result for each way, in the order in which they were added
   */
  public List<Result<W>> run(int unmeasured, int rounds) throws Exception {
    double[][] nanos = new double[ways.size()][rounds];
    List<Integer> order = new ArrayList<>();
    for (int way = 0; way < ways.size(); way++) {
      order.add(way);
    }
    Random random = new Random(1);
    for (int number = 0; number < unmeasured + rounds; number++) {
      Collections.shuffle(order, random);
      for (int way : order) {
        long start = nanoTime.getAsLong();
        ways.get(way).operation().run(number);
        long elapsed = nanoTime.getAsLong() - start;
        if (number >= unmeasured) {
          nanos[way][number - unmeasured] = elapsed;
        }
      }
    }
    List<Result<W>> results = new ArrayList<>();
    for (int way = 0; way < ways.size(); way++) {
      results.add(new Result<>(ways.get(way).name(), Samples.of(nanos[way])));
    }
    return results;
  }
}
