package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.TierStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates summaries of a cache. */
final class SummaryWriter {

  private final WasmCacheProperties properties;
  private final CompilationCache cache;
  private final DiskTier disk;
  private final SharedTier shared;
  private final Integrity integrity;
  private final List<Engine<?>> engines;
  private final Map<String, ModuleCache<?>> modules;

  SummaryWriter(
      WasmCacheProperties properties,
      CompilationCache cache,
      DiskTier disk,
      SharedTier shared,
      Integrity integrity,
      List<Engine<?>> engines,
      Map<String, ModuleCache<?>> modules) {
    this.properties = properties;
    this.cache = cache;
    this.disk = disk;
    this.shared = shared;
    this.integrity = integrity;
    this.engines = engines;
    this.modules = modules;
  }

  Summary summarize() {
    CacheStats stats = cache.stats();
    Map<String, Summary.TierSummary> tiers = new LinkedHashMap<>();
    stats.tiers().forEach((tier, counts) -> tiers.put(tier.id(), tier(counts)));
    Map<String, Summary.ModulesSummary> live = new LinkedHashMap<>();
    modules.forEach((name, held) -> live.put(name, modules(held.stats())));
    return new Summary(
        properties.name(),
        properties.mode().id(),
        integrity.authenticates(),
        disk.store().map(store -> store.directory().toString()).orElse(null),
        disk.problem().map(DiskTier.Problem::reason).orElse(null),
        shared.store().map(store -> describe(shared)).orElse(null),
        engines.stream().map(Engine::fingerprint).toList(),
        tiers,
        compile(stats),
        live);
  }

  private static Summary.SharedSummary describe(SharedTier shared) {
    return new Summary.SharedSummary(shared.type(), shared.address(), shared.access().id());
  }

  private static Summary.TierSummary tier(TierStats counts) {
    StoreUsage usage = counts.usage();
    return new Summary.TierSummary(
        byName(counts.requests(), Outcome::id),
        byName(counts.writes(), Outcome::id),
        counts.deletions(),
        known(usage.entries()),
        known(usage.bytes()),
        known(usage.maximumBytes()),
        byName(usage.evictions(), EvictionCause::id));
  }

  private static Summary.CompileSummary compile(CacheStats stats) {
    return new Summary.CompileSummary(
        stats.compilations(),
        stats.compilationFailures(),
        stats.compilesRunning(),
        stats.compilesWaiting(),
        stats.compileTime(),
        stats.compileTimeSaved());
  }

  private static Summary.ModulesSummary modules(ModuleCacheStats stats) {
    return new Summary.ModulesSummary(
        stats.modules(),
        stats.bytes(),
        stats.maximumBytes(),
        stats.hits(),
        stats.failures(),
        stats.evictions(),
        byName(stats.loads(), Origin::id));
  }

  private static <K> Map<String, Long> byName(Map<K, Long> counts, Function<K, String> name) {
    Map<String, Long> named = new TreeMap<>();
    counts.forEach(
        (key, count) -> {
          if (count > 0) {
            named.put(name.apply(key), count);
          }
        });
    return named;
  }

  private static @Nullable Long known(long value) {
    return value < 0 ? null : value;
  }
}
