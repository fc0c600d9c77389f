package dev.wasmcache.benchmarks.report;

import java.util.Locale;

/**
 * The upper limit of a ratio.
 *
 * @param limit the largest ratio that meets the bar
 */
public record Bar(double limit) {

  /** Returns "met", or by how much the bar is missed, as text. */
  public String verdict(double ratio) {
    return ratio <= limit
        ? String.format(Locale.ROOT, "<= %.2f met", limit)
        : String.format(Locale.ROOT, "<= %.2f missed by %.0f %%", limit, 100 * (ratio / limit - 1));
  }
}
