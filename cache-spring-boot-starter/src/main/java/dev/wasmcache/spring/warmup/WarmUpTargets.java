package dev.wasmcache.spring.warmup;

import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.spring.setting.TrainingRun;
import dev.wasmcache.stats.Tier;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.function.SingletonSupplier;

/** Finds the live modules that a configured module belongs to. Thread-safe. */
final class WarmUpTargets {

  private final ConfigurableApplicationContext context;
  private final boolean pin;
  private final SingletonSupplier<ModuleCaches> caches;
  private final ConcurrentMap<String, WarmUpModules<?>> targets = new ConcurrentHashMap<>();

  WarmUpTargets(ConfigurableApplicationContext context, boolean pin) {
    this.context = context;
    this.pin = pin;
    this.caches =
        SingletonSupplier.of(
            () -> new ModuleCaches(context.getBeanFactory(), context.getEnvironment()));
  }

  /** Returns the live modules for a location, and creates their beans if need be. */
  WarmUpModules<?> of(ModuleLocation location) {
    String bean = caches.obtain().select(location.engine(), location.property());
    WarmUpModules<?> known = targets.get(bean);
    if (known == null) {
      // Not in computeIfAbsent, since creating a bean may create others.
      ModuleCache<?> cache = context.getBean(bean, ModuleCache.class);
      targets.putIfAbsent(bean, target(cache));
      known = targets.get(bean);
    }
    return Objects.requireNonNull(known);
  }

  private <M> WarmUpModules<M> target(ModuleCache<M> cache) {
    return new WarmUpModules<>(
        cache,
        pin,
        TrainingRun.isThis()
            ? fillable(context.getBeanProvider(CompilationCache.class).getIfUnique())
            : Optional.empty());
  }

  /** Returns the cache that a training run fills; empty if it is configured to store nothing. */
  private static Optional<CompilationCache> fillable(@Nullable CompilationCache cache) {
    return Optional.ofNullable(cache)
        .filter(filled -> filled.admin().mode() != CacheMode.READ_ONLY)
        .filter(
            filled ->
                filled.stats().tiers().keySet().stream().anyMatch(tier -> tier != Tier.MEMORY));
  }
}
