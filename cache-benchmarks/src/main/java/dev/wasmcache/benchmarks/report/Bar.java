package dev.wasmcache.benchmarks.report;

import java.util.Locale;

/**
 * What a ratio is to be at most.
 *
 * @param limit the largest ratio that meets it
 */
public record Bar(double limit) {

  /** Answers "met" or by how much it is missed, as text. */
  public String verdict(double ratio) {
    return ratio <= limit
        ? String.format(Locale.ROOT, "<= %.2f met", limit)
        : String.format(Locale.ROOT, "<= %.2f missed by %.0f %%", limit, 100 * (ratio / limit - 1));
  }
}
