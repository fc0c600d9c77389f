package dev.wasmcache.sample;

import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.Origin;
import dev.wasmcache.endive.EndiveModule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Gets modules from the cache, and remembers where each came from the last time. */
@Component
final class ModuleHost {

  private final ModuleCache<EndiveModule> cache;
  private final LoadHistory history;
  private final Map<String, Access> accesses = new ConcurrentHashMap<>();

  ModuleHost(ModuleCache<EndiveModule> cache, LoadHistory history) {
    this.cache = cache;
    this.history = history;
  }

  /**
   * @throws RuntimeException the engine's own, if it does not take the module
   */
  Loaded load(HostedModule module) {
    String name = module.cacheName();
    Optional<ModuleLoad> before = history.last(name);
    long start = System.nanoTime();
    EndiveModule live = cache.load(name, module.bytes());
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    // The cache tells its listeners of loads only: without a new one, the module was live.
    Origin origin =
        history
            .last(name)
            .filter(load -> !before.equals(Optional.of(load)))
            .map(ModuleLoad::origin)
            .orElse(Origin.MEMORY);
    Access access = new Access(origin, elapsed);
    accesses.put(name, access);
    return new Loaded(live, access);
  }

  /** Counts a load that the warm-up made as an access; answers whether there was one. */
  boolean noteWarmUp(HostedModule module) {
    Optional<ModuleLoad> load = history.last(module.cacheName());
    load.ifPresent(
        warmed -> accesses.put(module.cacheName(), new Access(warmed.origin(), warmed.elapsed())));
    return load.isPresent();
  }

  Optional<Access> lastAccess(HostedModule module) {
    return Optional.ofNullable(accesses.get(module.cacheName()));
  }

  Optional<ModuleLoad> lastLoad(HostedModule module) {
    return history.last(module.cacheName());
  }

  /** Lets go of a module that nobody will ask for again. What is on disk stays. */
  void forget(HostedModule module) {
    cache.evict(module.cacheName());
    accesses.remove(module.cacheName());
    history.forget(module.cacheName());
  }

  record Loaded(EndiveModule module, Access access) {}

  record Access(Origin origin, Duration elapsed) {}
}
