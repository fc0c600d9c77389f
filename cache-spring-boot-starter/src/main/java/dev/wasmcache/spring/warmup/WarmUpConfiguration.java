package dev.wasmcache.spring.warmup;

import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.setting.LazyProperties;
import dev.wasmcache.spring.setting.TrainingRun;
import dev.wasmcache.stats.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.function.SingletonSupplier;

/** Configures the settings of the warm-up, if one is set, and creates the warm-up. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WarmUpProperties.class)
@Import(LazyProperties.class)
public final class WarmUpConfiguration {

  private static final String THREADS = "wasm-cache-warm-up-";

  /**
   * Returns the warm-up of a context. The configured modules are read when the application starts,
   * even if it was processed ahead of time.
   */
  public static WarmUp warmUp(ConfigurableApplicationContext context) {
    WarmUpProperties properties = properties(context);
    WasmCacheProperties cacheProperties = context.getBean(WasmCacheProperties.class);
    ObjectProvider<CompilationCache> cache = context.getBeanProvider(CompilationCache.class);
    SingletonSupplier<WarmUpModules> target =
        SingletonSupplier.of(
            () ->
                new WarmUpModules(
                    moduleCache(context),
                    properties.pin(),
                    TrainingRun.isThis() ? fillable(cache.getIfUnique()) : Optional.empty()));
    // The cache is off here only if the application was processed ahead of time with it.
    List<ModuleLocation> locations =
        cacheProperties.enabled()
            ? properties.modules().stream().map(ModuleLocation::parse).toList()
            : List.of();
    if (!locations.isEmpty()) {
      locations = notLoadedByAncestors(locations, target.obtain(), context);
    }
    boolean background =
        properties.mode() == WarmUpProperties.Mode.BACKGROUND
            && !TrainingRun.isThis() // it ends with the start
            && !isCheckpointOnRefresh();
    return new ConfiguredWarmUp(
        target::obtain,
        locations,
        context,
        background,
        parallelism(properties, cacheProperties),
        properties.onFailure(),
        context.getApplicationStartup(),
        threads(context));
  }

  /** Returns the settings; the defaults if none is set, since there is no bean of them then. */
  private static WarmUpProperties properties(ConfigurableApplicationContext context) {
    WarmUpProperties bound = context.getBeanProvider(WarmUpProperties.class).getIfAvailable();
    return bound != null
        ? bound
        : Binder.get(context.getEnvironment())
            .bindOrCreate(WarmUpProperties.PREFIX, WarmUpProperties.class);
  }

  /**
   * Returns the locations that no parent context loads. A context also has the settings of its
   * parents, which have already loaded their modules. If a parent has a warm-up that the
   * application provides, nothing else is loaded.
   */
  private static List<ModuleLocation> notLoadedByAncestors(
      List<ModuleLocation> locations, WarmUpModules target, ApplicationContext context) {
    List<ModuleLocation> own = new ArrayList<>(locations);
    for (ApplicationContext above = context.getParent(); above != null; above = above.getParent()) {
      for (WarmUp warmUp : above.getBeansOfType(WarmUp.class).values()) {
        if (warmUp instanceof ConfiguredWarmUp configured) {
          own.removeIf(location -> configured.loads(location, target));
        } else {
          own.clear();
        }
      }
    }
    return own;
  }

  /** Whether a checkpoint is taken when the start ends, which nothing may follow. */
  private static boolean isCheckpointOnRefresh() {
    return DefaultLifecycleProcessor.ON_REFRESH_VALUE.equalsIgnoreCase(
        SpringProperties.getProperty(DefaultLifecycleProcessor.CHECKPOINT_PROPERTY_NAME));
  }

  /** Returns the cache that a training run fills; empty if it is configured to store nothing. */
  private static Optional<CompilationCache> fillable(@Nullable CompilationCache cache) {
    return Optional.ofNullable(cache)
        .filter(filled -> filled.admin().mode() != CacheMode.READ_ONLY)
        .filter(
            filled ->
                filled.stats().tiers().keySet().stream().anyMatch(tier -> tier != Tier.MEMORY));
  }

  private static ModuleCache<?> moduleCache(ConfigurableApplicationContext context) {
    String name =
        new ModuleCaches(context.getBeanFactory(), context.getEnvironment())
            .select(null, WarmUpProperties.MODULES);
    return context.getBean(name, ModuleCache.class);
  }

  private static int parallelism(WarmUpProperties properties, WasmCacheProperties cache) {
    Integer own = properties.parallelism();
    Integer compiles = cache.compile().maxConcurrent();
    int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return own != null ? own : compiles != null ? compiles : half;
  }

  private static ThreadFactory threads(ApplicationContext context) {
    if (Threading.VIRTUAL.isActive(context.getEnvironment())) {
      return new VirtualThreadTaskExecutor(THREADS).getVirtualThreadFactory();
    }
    CustomizableThreadFactory threads = new CustomizableThreadFactory(THREADS);
    threads.setDaemon(true);
    return threads;
  }
}
