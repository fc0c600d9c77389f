package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.definition.LazyProperties;
import dev.wasmcache.spring.setting.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
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
    WarmUpTargets targets = new WarmUpTargets(context, properties.pin());
    Optional<NamedModules> named = namedModules(context);
    // The cache is off here only if the application was processed ahead of time with it.
    List<ModuleLocation> locations =
        cacheProperties.enabled() ? locations(properties, named) : List.of();
    if (!locations.isEmpty()) {
      // Called for its checks: a choice that is open fails the start, even in the background.
      locations.forEach(targets::of);
      locations = notLoadedByAncestors(locations, targets, context);
    }
    boolean background =
        properties.mode() == WarmUpProperties.Mode.BACKGROUND
            && !TrainingRun.isThis() // it ends with the start
            && !isCheckpointOnRefresh();
    return new ConfiguredWarmUp(
        targets,
        named,
        locations,
        context,
        background,
        parallelism(properties, cacheProperties),
        properties.onFailure(),
        context.getApplicationStartup(),
        threads(context));
  }

  /** Returns the settings; the defaults if none is set, since there is no bean of them then. */
  static WarmUpProperties properties(ConfigurableApplicationContext context) {
    WarmUpProperties bound = context.getBeanProvider(WarmUpProperties.class).getIfAvailable();
    return bound != null
        ? bound
        : Binder.get(context.getEnvironment())
            .bindOrCreate(WarmUpProperties.PREFIX, WarmUpProperties.class);
  }

  /** Returns the modules by name; empty if none is configured in this context. */
  private static Optional<NamedModules> namedModules(ConfigurableApplicationContext context) {
    return context.containsLocalBean(NamedModulesConfiguration.MODULES)
        ? Optional.of(context.getBean(NamedModulesConfiguration.MODULES, NamedModules.class))
        : Optional.empty();
  }

  /** Returns all locations, first those that give a module its name. */
  private static List<ModuleLocation> locations(
      WarmUpProperties properties, Optional<NamedModules> named) {
    List<ModuleLocation> locations = new ArrayList<>();
    named.ifPresent(modules -> locations.addAll(modules.locations()));
    locations.removeIf(ModuleLocation::lazy);
    properties.modules().forEach(location -> locations.add(ModuleLocation.parse(location)));
    return locations;
  }

  /**
   * Returns the locations that no parent context loads. A context also has the settings of its
   * parents, which have already loaded their modules. If a parent has a warm-up that the
   * application provides, nothing else is loaded.
   */
  private static List<ModuleLocation> notLoadedByAncestors(
      List<ModuleLocation> locations, WarmUpTargets targets, ApplicationContext context) {
    List<ModuleLocation> own = new ArrayList<>(locations);
    for (ApplicationContext above = context.getParent(); above != null; above = above.getParent()) {
      for (WarmUp warmUp : above.getBeansOfType(WarmUp.class).values()) {
        if (warmUp instanceof ConfiguredWarmUp configured) {
          own.removeIf(location -> configured.loads(location, targets));
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
