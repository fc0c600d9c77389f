package dev.wasmcache.spring.warmup;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.stats.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.util.function.SingletonSupplier;

/**
 * Loads the configured modules once all beans exist. That is before the context starts anything, so
 * no request arrives meanwhile, and a training run that exits on refresh has filled the cache.
 */
final class ConfiguredWarmUp implements WarmUp, SmartInitializingSingleton, DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private final WarmUpTargets targets;
  private final Optional<NamedModules> named;
  private final List<ModuleLocation> locations;
  private final Supplier<ModuleFinder.Found> found;
  private final boolean background;
  private final WarmUpProperties.OnFailure onFailure;
  private final ApplicationStartup startup;
  private final int parallelism;
  private final ThreadFactory threads;
  private volatile @Nullable Thread loading;

  /**
   * @param targets finds the live modules to fill; asked only if there is something to load
   * @param named the modules by name
   * @param resources resolves the locations, once, on the thread that needs the modules first
   */
  ConfiguredWarmUp(
      WarmUpTargets targets,
      Optional<NamedModules> named,
      List<ModuleLocation> locations,
      ResourcePatternResolver resources,
      boolean background,
      int parallelism,
      WarmUpProperties.OnFailure onFailure,
      ApplicationStartup startup,
      ThreadFactory threads) {
    this.targets = targets;
    this.named = named;
    this.locations = List.copyOf(locations);
    this.found = SingletonSupplier.of(() -> new ModuleFinder(resources).find(locations));
    this.background = background;
    this.onFailure = onFailure;
    this.startup = startup;
    this.parallelism = parallelism;
    this.threads = threads;
  }

  /** Whether this loads a location into the given live modules. */
  boolean loads(ModuleLocation location, WarmUpTargets others) {
    return locations.contains(location) && targets.of(location).fillsSameAs(others.of(location));
  }

  @Override
  public List<String> names() {
    Set<String> names = new TreeSet<>();
    found.get().modules().forEach(module -> names.add(module.name()));
    named.ifPresent(modules -> names.addAll(modules.names()));
    return List.copyOf(names);
  }

  @Override
  public void load(String name) {
    if (named.isPresent() && named.get().names().contains(name)) {
      named.get().load(name);
      return;
    }
    WarmUpModule module =
        found.get().modules().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "No module of " + WarmUpProperties.MODULES + " is called '" + name + "'"));
    var unused = load(module);
  }

  /** Loads a module. Returns where it came from; empty if it did not stay live. */
  private Optional<Origin> load(WarmUpModule module) {
    return module.location().injectable() && named.isPresent()
        ? named.get().load(module)
        : targets.of(module.location()).load(module).origin();
  }

  /**
   * @throws WarmUpException if a module is missing or does not load, and that must fail the start
   */
  @Override
  public void afterSingletonsInstantiated() {
    if (locations.isEmpty()) {
      return;
    }
    if (background) {
      Thread thread = threads.newThread(this::loadInBackground);
      loading = thread;
      thread.start();
      return;
    }
    List<WarmUpFailure> failures = loadAll(startup);
    if (!failures.isEmpty()) {
      throw new WarmUpException(failures);
    }
  }

  private void loadInBackground() {
    try {
      // No startup steps for background work: they would become parents of other steps.
      List<WarmUpFailure> failures = loadAll(ApplicationStartup.DEFAULT);
      if (!failures.isEmpty()) {
        WarmUpException failure = new WarmUpException(failures);
        log.error("Wasm cache: {}", failure.getMessage(), failure);
      }
    } catch (RuntimeException | LinkageError e) {
      if (!Thread.currentThread().isInterrupted()) {
        log.error("Wasm cache: the warm-up failed", e);
      }
    }
  }

  /** Loads all modules. Returns the failures, without those that are only logged as warnings. */
  private List<WarmUpFailure> loadAll(ApplicationStartup steps) {
    ModuleFinder.Found modules = found.get();
    List<WarmUpFailure> failures = new ArrayList<>(modules.failures());
    ExecutorService workers = Executors.newFixedThreadPool(parallelism, threads);
    try {
      failures.addAll(new WarmUpRun(this::load, modules.modules(), steps).load(workers));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The warm-up was interrupted", e);
    } finally {
      workers.shutdownNow();
    }
    if (onFailure == WarmUpProperties.OnFailure.FAIL) {
      return failures;
    }
    failures.forEach(failure -> log.warn("Wasm cache: warm-up: {}", failure.describe()));
    return List.of();
  }

  /** Does not wait: a compile cannot be interrupted, and its thread ends with the process. */
  @Override
  public void destroy() {
    Thread thread = loading;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
