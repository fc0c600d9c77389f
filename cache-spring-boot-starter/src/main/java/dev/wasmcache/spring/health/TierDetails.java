package dev.wasmcache.spring.health;

import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes what one tier holds and what state it is in. */
final class TierDetails {

  private TierDetails() {}

  /**
   * @param known other details of the tier
   */
  static Map<String, Object> of(Tier tier, TierStats counts, Map<String, Object> known) {
    Map<String, Object> details = new LinkedHashMap<>(known);
    StoreUsage usage = counts.usage();
    putIfKnown(details, "entries", usage.entries());
    putIfKnown(details, "size", usage.bytes());
    putIfKnown(details, "limit", usage.maximumBytes());
    if (tier == Tier.MEMORY) {
      return details;
    }
    details.put("corrupt", counts.requests(Outcome.CORRUPT));
    details.put("unauthentic", counts.requests(Outcome.UNAUTHENTIC));
    details.put("errors", both(counts, Outcome.ERROR));
    details.put("timeouts", both(counts, Outcome.TIMEOUT));
    details.put("readsPaused", counts.readsPaused());
    if (tier != Tier.LAYER) {
      details.put("writesPaused", counts.writesPaused());
    }
    return details;
  }

  private static long both(TierStats counts, Outcome outcome) {
    return counts.requests(outcome) + counts.writes(outcome);
  }

  private static void putIfKnown(Map<String, Object> details, String name, long value) {
    if (value >= 0) {
      details.put(name, value);
    }
  }
}
