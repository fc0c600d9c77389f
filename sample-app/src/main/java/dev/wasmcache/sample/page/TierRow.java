package dev.wasmcache.sample.page;

import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A tier on the page.
 *
 * @param id unique on the page
 * @param fill its content, as text
 * @param filled share of its limit in percent; 0 if there is no limit, or if it is unknown
 * @param hitRate as text
 * @param requests their outcomes, as text
 */
record TierRow(
    String id,
    String name,
    String description,
    String fill,
    double filled,
    String hitRate,
    String requests) {

  static TierRow of(ModuleCacheStats live) {
    long loads = live.loads().values().stream().mapToLong(Long::longValue).sum();
    List<String> requests = new ArrayList<>();
    requests.add(Units.count(live.hits(), "hit"));
    requests.add(Units.count(loads, "load"));
    if (live.failures() > 0) {
      requests.add(Units.count(live.failures(), "failure"));
    }
    return new TierRow(
        "tier-live",
        "Live",
        "Modules ready to run",
        fill(live.modules(), "module", live.bytes(), live.maximumBytes()),
        share(live.bytes(), live.maximumBytes()),
        Units.percent(live.hits(), live.hits() + loads + live.failures()),
        String.join(" · ", requests));
  }

  /**
   * @param onDisk whether there is a tier on disk
   */
  static TierRow of(Tier tier, TierStats stats, boolean onDisk) {
    boolean unused = tier == Tier.MEMORY && onDisk && stats.usage().entries() == 0;
    long all = stats.requests().values().stream().mapToLong(Long::longValue).sum();
    return new TierRow(
        "tier-" + tier.id(),
        name(tier),
        unused ? "Compiled bytes: unused while there is a disk" : description(tier),
        fill(stats.usage().entries(), "entry", stats.usage().bytes(), stats.usage().maximumBytes()),
        share(stats.usage().bytes(), stats.usage().maximumBytes()),
        Units.percent(stats.requests(Outcome.HIT), all),
        requests(stats));
  }

  private static String name(Tier tier) {
    return switch (tier) {
      case MEMORY -> "Memory";
      case DISK -> "Disk";
      case LAYER -> "Layer";
      case SHARED -> "Shared";
    };
  }

  private static String description(Tier tier) {
    return switch (tier) {
      case MEMORY -> "Compiled bytes";
      case DISK -> "Entries on this host";
      case LAYER -> "Entries that came with the application";
      case SHARED -> "Entries for several hosts";
    };
  }

  private static String fill(long count, String one, long bytes, long maximumBytes) {
    List<String> parts = new ArrayList<>();
    if (count >= 0) {
      parts.add(count != 1 && one.equals("entry") ? count + " entries" : Units.count(count, one));
    }
    if (bytes >= 0) {
      parts.add(Units.bytes(bytes) + (maximumBytes > 0 ? " of " + Units.bytes(maximumBytes) : ""));
    }
    return parts.isEmpty() ? "Not counted yet" : String.join(" · ", parts);
  }

  private static double share(long bytes, long maximumBytes) {
    return bytes > 0 && maximumBytes > 0 ? Math.min(100, 100.0 * bytes / maximumBytes) : 0;
  }

  private static String requests(TierStats stats) {
    List<String> parts = new ArrayList<>();
    long misses = stats.requests(Outcome.MISS);
    parts.add(Units.count(stats.requests(Outcome.HIT), "hit"));
    parts.add(misses == 1 ? "1 miss" : misses + " misses");
    stats.requests().entrySet().stream()
        .filter(entry -> entry.getKey() != Outcome.HIT && entry.getKey() != Outcome.MISS)
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> parts.add(entry.getValue() + " " + entry.getKey().id()));
    return String.join(" · ", parts);
  }
}
