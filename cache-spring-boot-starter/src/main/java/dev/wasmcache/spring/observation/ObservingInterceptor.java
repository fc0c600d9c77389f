package dev.wasmcache.spring.observation;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheInterceptor;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Observes the steps of the cache on the calling thread. What a tier does on threads of the library
 * is part of a step that the calling thread waits for.
 *
 * <p>Starts when every bean exists: the registry, its handlers and the meters behind them may
 * depend on beans that depend on the cache.
 */
final class ObservingInterceptor implements CacheInterceptor, SmartInitializingSingleton {

  private final String cache;
  private final ObjectProvider<ObservationRegistry> provider;
  private volatile ObservationRegistry registry = ObservationRegistry.NOOP;

  ObservingInterceptor(String cache, ObjectProvider<ObservationRegistry> provider) {
    this.cache = cache;
    this.provider = provider;
  }

  @Override
  public void afterSingletonsInstantiated() {
    registry = provider.getObject();
  }

  @Override
  public Outcome aroundRead(Tier tier, CacheKey key, Supplier<Outcome> read) {
    return observe(WasmCacheObservation.READ, key, tier, null, read, Outcome::id);
  }

  @Override
  public Outcome aroundWrite(Tier tier, CacheKey key, Supplier<Outcome> write) {
    return observe(WasmCacheObservation.WRITE, key, tier, null, write, Outcome::id);
  }

  @Override
  public Artifact aroundCompile(CompileRequest request, Supplier<Artifact> compile) {
    return observe(WasmCacheObservation.COMPILE, request, compile, artifact -> "success");
  }

  @Override
  public Origin aroundLoad(CompileRequest request, Supplier<Origin> load) {
    return observe(WasmCacheObservation.LOAD, request, load, Origin::id);
  }

  private <T> T observe(
      WasmCacheObservation step,
      CompileRequest request,
      Supplier<T> work,
      Function<T, String> result) {
    return observe(step, request.key(), null, request.name().orElse(null), work, result);
  }

  private <T> T observe(
      WasmCacheObservation step,
      CacheKey key,
      @Nullable Tier tier,
      @Nullable String module,
      Supplier<T> work,
      Function<T, String> result) {
    if (registry.isNoop()) {
      return work.get();
    }
    WasmCacheObservationContext context =
        new WasmCacheObservationContext(step, cache, key, tier, module);
    return step.observation(null, new WasmCacheObservationConvention(step), () -> context, registry)
        .observe(
            () -> {
              boolean ended = false;
              try {
                T value = work.get();
                context.endedAs(result.apply(value));
                ended = true;
                return value;
              } finally {
                if (!ended && step == WasmCacheObservation.COMPILE) {
                  context.endedAs("failure");
                }
              }
            });
  }
}
