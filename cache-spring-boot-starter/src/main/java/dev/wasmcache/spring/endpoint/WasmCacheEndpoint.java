package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.stats.CacheStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The cache for operators of the application: a summary here, and the other operations in {@link
 * WasmCacheWebExtension} and {@link WasmCacheJmxExtension}. Operations that change something need
 * unrestricted access.
 */
@Endpoint(id = WasmCacheEndpoint.ID, defaultAccess = Access.READ_ONLY)
public final class WasmCacheEndpoint {

  static final String ID = "wasmcache";
  static final Access DEFAULT_ACCESS = Access.READ_ONLY;

  private final WasmCacheProperties properties;
  private final CompilationCache cache;
  private final DiskTier disk;
  private final SharedTier shared;
  private final Integrity integrity;
  private final List<Engine<?>> engines;
  private final Map<String, ModuleCache<?>> modules;

  WasmCacheEndpoint(
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

  /** Returns a summary. */
  @ReadOperation
  public Summary summary() {
    CacheStats stats = cache.stats();
    Map<String, Summary.TierSummary> tiers = new LinkedHashMap<>();
    stats.tiers().forEach((tier, counts) -> tiers.put(tier.id(), Summary.TierSummary.of(counts)));
    Map<String, Summary.ModulesSummary> live = new LinkedHashMap<>();
    modules.forEach((name, held) -> live.put(name, Summary.ModulesSummary.of(held.stats())));
    return new Summary(
        properties.name(),
        properties.mode().id(),
        integrity.authenticates(),
        disk.store().map(store -> store.directory().toString()).orElse(null),
        disk.problem().map(DiskTier.Problem::reason).orElse(null),
        shared.store().map(store -> Summary.SharedSummary.of(shared)).orElse(null),
        engines.stream().map(Engine::fingerprint).toList(),
        tiers,
        Summary.CompileSummary.of(stats),
        Summary.verifications(stats),
        live);
  }
}
