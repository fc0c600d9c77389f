package dev.wasmcache.spring.health;

import dev.wasmcache.CacheStats;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Outcome;
import dev.wasmcache.StoreUsage;
import dev.wasmcache.Tier;
import dev.wasmcache.TierStats;
import dev.wasmcache.spring.DiskLayers;
import dev.wasmcache.spring.DiskTier;
import dev.wasmcache.spring.WasmCacheProperties;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Tells UP from DEGRADED: a cache that lost a tier makes starts slow and nothing else, so it never
 * takes the application down.
 */
final class WasmCacheHealthIndicator extends AbstractHealthIndicator {

  /** Not among the statuses that are aggregated: the application stays what it is without it. */
  static final Status DEGRADED =
      new Status("DEGRADED", "A part of the cache does not work: modules may be compiled again");

  private final CompilationCache cache;
  private final DiskTier disk;
  private final DiskLayers layers;
  private final RecentTrouble trouble;
  private final WasmCacheProperties properties;

  WasmCacheHealthIndicator(
      CompilationCache cache,
      DiskTier disk,
      DiskLayers layers,
      RecentTrouble trouble,
      WasmCacheProperties properties) {
    super("The health of the Wasm cache could not be told");
    this.cache = cache;
    this.disk = disk;
    this.layers = layers;
    this.trouble = trouble;
    this.properties = properties;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    CacheStats stats = cache.stats();
    Optional<RecentTrouble.Trouble> recent = trouble.look(stats);
    boolean degraded =
        recent.isPresent()
            || disk.problem().isPresent()
            || !layers.problems().isEmpty()
            || disk.shortOfSpace();
    health.status(degraded ? DEGRADED : Status.UP);
    health.withDetail("cache", properties.name());
    health.withDetail("mode", properties.mode().id());
    stats.tiers().forEach((tier, counts) -> health.withDetail(tier.id(), details(tier, counts)));
    disk.problem().ifPresent(problem -> health.withDetail(Tier.DISK.id(), details(problem)));
    if (!layers.problems().isEmpty()) {
      health.withDetail(
          "layerProblems",
          layers.problems().stream().map(WasmCacheHealthIndicator::details).toList());
    }
    trouble
        .last()
        .ifPresent(
            last ->
                health.withDetail(
                    "lastProblem",
                    Map.of(
                        "tier", last.tier().id(),
                        "outcome", last.outcome().id(),
                        "seenAt", last.at().toString())));
  }

  private Map<String, Object> details(Tier tier, TierStats counts) {
    Map<String, Object> details = new LinkedHashMap<>();
    if (tier == Tier.DISK) {
      disk.store()
          .ifPresent(
              store -> {
                details.put("path", store.directory().toString());
                details.put("free", store.usableSpace());
              });
    }
    if (tier == Tier.LAYER) {
      layers
          .layer()
          .ifPresent(
              layer ->
                  details.put("paths", layer.directories().stream().map(Path::toString).toList()));
    }
    StoreUsage usage = counts.usage();
    putIfKnown(details, "entries", usage.entries());
    putIfKnown(details, "size", usage.bytes());
    putIfKnown(details, "limit", usage.maximumBytes());
    if (tier != Tier.MEMORY) {
      details.put("corrupt", counts.requests(Outcome.CORRUPT));
      details.put("unauthentic", counts.requests(Outcome.UNAUTHENTIC));
      details.put("errors", counts.requests(Outcome.ERROR) + counts.writes(Outcome.ERROR));
    }
    return details;
  }

  private static Map<String, Object> details(DiskTier.Problem problem) {
    Map<String, Object> details = new LinkedHashMap<>();
    problem.directory().ifPresent(path -> details.put("path", path.toString()));
    details.put("problem", problem.reason());
    details.put("remedy", problem.remedy());
    return details;
  }

  private static void putIfKnown(Map<String, Object> details, String name, long value) {
    if (value >= 0) {
      details.put(name, value);
    }
  }
}
