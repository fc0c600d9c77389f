package dev.wasmcache.engine.differential;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What differential runs have compared and found. For one thread. */
final class Findings {

  /** Differences between a module from the cache and one that the engine has compiled itself. */
  final List<String> differences = new ArrayList<>();

  /** Differences between interpreted and compiled functions, without this library. */
  final List<String> differencesOfTheEngine = new ArrayList<>();

  private final Map<Outcome.Limit, Integer> limits = new EnumMap<>(Outcome.Limit.class);
  private int modules;
  private int refused;
  private int refusedEarlier;
  private int refusedAlone;
  private int instances;
  private int calls;
  private int traps;

  void module(boolean isRefused) {
    modules++;
    refused += isRefused ? 1 : 0;
  }

  /** This library has refused a module before the engine could. */
  void refusedEarlier(Life ofTheEngine) {
    if (ofTheEngine.isRefused()) {
      refusedEarlier++;
    } else {
      refusedAlone++;
    }
  }

  void instance() {
    instances++;
  }

  void call(Outcome outcome) {
    calls++;
    traps += outcome.text().startsWith("throws") ? 1 : 0;
  }

  void limit(Outcome.Limit limit) {
    limits.merge(limit, 1, Integer::sum);
  }

  /** All figures, in one line. */
  @Override
  public String toString() {
    return "%d modules (%d refused, %d of them earlier than by the engine, %d by this library alone), %d instances, %d outcomes compared (%d of them exceptions), ended at limits: %s, differences: %d, of the engine: %d"
        .formatted(
            modules,
            refused,
            refusedEarlier,
            refusedAlone,
            instances,
            calls,
            traps,
            limits,
            differences.size(),
            differencesOfTheEngine.size());
  }
}
