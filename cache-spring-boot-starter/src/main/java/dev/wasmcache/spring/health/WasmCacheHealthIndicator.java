package dev.wasmcache.spring.health;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports UP or DEGRADED. A cache that lost a tier only makes starts slower, so it takes the
 * application down only if that is configured.
 */
final class WasmCacheHealthIndicator extends AbstractHealthIndicator {

  private final String name;
  private final CompilationCache cache;
  private final DiskTier disk;
  private final SharedTier shared;
  private final DiskCheck check;
  private final RecentTrouble trouble;
  private final Supplier<Map<String, String>> reloadProblems;
  private final Set<HealthProblem> failOn;

  WasmCacheHealthIndicator(
      String name,
      CompilationCache cache,
      DiskTier disk,
      SharedTier shared,
      DiskCheck check,
      RecentTrouble trouble,
      Supplier<Map<String, String>> reloadProblems,
      Set<HealthProblem> failOn) {
    super("The health of the Wasm cache could not be determined");
    this.name = name;
    this.cache = cache;
    this.disk = disk;
    this.shared = shared;
    this.check = check;
    this.trouble = trouble;
    this.reloadProblems = reloadProblems;
    this.failOn = failOn;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    CacheStats stats = cache.stats();
    Diagnosis diagnosis = Diagnosis.of(stats, check.check(), trouble.look(stats));
    Map<String, String> reloads = reloadProblems.get();
    if (!reloads.isEmpty()) {
      diagnosis = diagnosis.with(HealthProblem.RELOAD);
    }
    if (!diagnosis.problems().isEmpty()) {
      // The next health check sees the result.
      cache.admin().tryPausedTiers();
    }
    health.status(diagnosis.status(failOn));
    health.withDetail("cache", name);
    health.withDetail("mode", cache.admin().mode().id());
    if (!diagnosis.problems().isEmpty()) {
      health.withDetail("problems", diagnosis.problems().stream().map(HealthProblem::id).toList());
    }
    stats
        .tiers()
        .forEach(
            (tier, counts) ->
                health.withDetail(tier.id(), TierDetails.of(tier, counts, known(tier, counts))));
    disk.problem().ifPresent(problem -> health.withDetail(Tier.DISK.id(), details(problem)));
    if (!disk.layerProblems().isEmpty()) {
      health.withDetail(
          "layerProblems",
          disk.layerProblems().stream().map(WasmCacheHealthIndicator::details).toList());
    }
    if (!stats.verifications().isEmpty()) {
      health.withDetail("verifications", Verifications.of(stats));
    }
    if (!reloads.isEmpty()) {
      health.withDetail("reloadProblems", reloads);
    }
    trouble.last().ifPresent(last -> health.withDetail("lastProblem", details(last)));
  }

  private Map<String, Object> known(Tier tier, TierStats counts) {
    return tier == Tier.SHARED ? SharedDetails.of(shared, counts.guard()) : check.details(tier);
  }

  private static Map<String, Object> details(DiskTier.Problem problem) {
    Map<String, Object> details = new LinkedHashMap<>();
    problem.directory().ifPresent(path -> details.put("path", path.toString()));
    details.put("problem", problem.reason());
    details.put("remedy", problem.remedy());
    return details;
  }

  private static Map<String, String> details(RecentTrouble.Trouble last) {
    return Map.of(
        "tier", last.tier().id(),
        "outcome", last.outcome().id(),
        "seenAt", last.at().toString());
  }
}
