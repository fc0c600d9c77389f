package dev.wasmcache.spring.observation;

import dev.wasmcache.CacheKey;
import dev.wasmcache.stats.Tier;
import io.micrometer.observation.Observation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of the cache while it is observed, for the application's own filters, predicates and
 * handlers. Not thread-safe.
 */
public final class WasmCacheObservationContext extends Observation.Context {

  private final WasmCacheObservation step;
  private final String cache;
  private final CacheKey key;
  private final @Nullable Tier tier;
  private final @Nullable String module;
  private @Nullable String result;

  WasmCacheObservationContext(
      WasmCacheObservation step,
      String cache,
      CacheKey key,
      @Nullable Tier tier,
      @Nullable String module) {
    this.step = step;
    this.cache = cache;
    this.key = key;
    this.tier = tier;
    this.module = module;
  }

  /** Returns the step that is observed. */
  public WasmCacheObservation step() {
    return step;
  }

  /** Returns the name of the cache. */
  public String cache() {
    return cache;
  }

  /** Returns the key of the compiled module. */
  public CacheKey key() {
    return key;
  }

  /** Returns the tier that is read or written; empty for a load and a compile. */
  public Optional<Tier> tier() {
    return Optional.ofNullable(tier);
  }

  /** Returns the name of the module; empty if it was requested by its bytes. */
  public Optional<String> module() {
    return Optional.ofNullable(module);
  }

  /** Returns how the step ended: its outcome, or the origin of a load; empty until then. */
  public Optional<String> result() {
    return Optional.ofNullable(result);
  }

  void endedAs(String newResult) {
    this.result = newResult;
  }
}
