package dev.wasmcache.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * Measurements of one thing. The median is quoted: on a machine with other load, a mean says more
 * about that load.
 */
public final class Samples {

  private final double[] sorted;

  private Samples(double[] sorted) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("Nothing was measured");
    }
    this.sorted = sorted;
  }

  public static Samples of(double... values) {
    return new Samples(Arrays.stream(values).sorted().toArray());
  }

  /** Takes one number from each of these. */
  public static <T> Samples of(Collection<T> measured, ToDoubleFunction<T> number) {
    return new Samples(measured.stream().mapToDouble(number).sorted().toArray());
  }

  public double median() {
    return quantile(0.5);
  }

  /**
   * Returns the value below which this part of the values lies, interpolated between two values.
   */
  public double quantile(double part) {
    double position = part * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  public double minimum() {
    return sorted[0];
  }

  public double maximum() {
    return sorted[sorted.length - 1];
  }

  public int count() {
    return sorted.length;
  }

  /** Returns the ratio of the medians. */
  public double ratioTo(Samples other) {
    return median() / other.median();
  }
}
