package dev.wasmcache.spring.warmup;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.admin.LiveModule;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live modules that the warm-up fills. Thread-safe. */
final class WarmUpModules<M> {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private final ModuleCache<M> cache;
  private final boolean pin;
  private final Optional<CompilationCache> filled;

  /**
   * @param filled in a training run, the cache that must have stored each loaded module
   */
  WarmUpModules(ModuleCache<M> cache, boolean pin, Optional<CompilationCache> filled) {
    this.cache = cache;
    this.pin = pin;
    this.filled = filled;
  }

  /**
   * Loads a module.
   *
   * @throws WarmUpProblem if it must be stored and is not
   */
  Loaded<M> load(WarmUpModule module) {
    M loaded = cache.load(module.name(), module::bytes);
    filled.ifPresent(store -> requireStored(store, module));
    pin(module.name());
    return new Loaded<>(loaded, live(module.name()).map(LiveModule::origin));
  }

  /**
   * Exchanges a module for another one.
   *
   * @throws RuntimeException if the engine does not accept the other module; the former one stays
   */
  M replace(String name, byte[] wasm) {
    M module = cache.replace(name, wasm);
    pin(name);
    return module;
  }

  /** Returns a module that stands for another one; empty if the engine has no such module. */
  Optional<M> handle(Supplier<M> current) {
    return cache.handle(current);
  }

  private void pin(String name) {
    if (pin && !cache.pin(name)) {
      log.warn(
          "Wasm cache: the module '{}' of the warm-up is too large to stay live, and is not pinned"
              + " (see wasm.cache.modules.max-size)",
          name);
    }
  }

  /**
   * A module and where it came from.
   *
   * @param origin empty if the module did not stay live
   */
  record Loaded<M>(M module, Optional<Origin> origin) {}

  /** Whether another instance fills the same live modules. */
  boolean fillsSameAs(WarmUpModules<?> other) {
    return cache == other.cache;
  }

  private void requireStored(CompilationCache store, WarmUpModule module) {
    CacheKey key =
        cache
            .key(module.name())
            .orElseThrow(() -> new WarmUpProblem("was evicted while it was being loaded"));
    Map<Tier, Outcome> outcomes = store.admin().verify(key);
    if (!outcomes.containsValue(Outcome.HIT)) {
      throw new WarmUpProblem(
          "was loaded but is not stored for the next start: the tiers report " + outcomes);
    }
  }

  private Optional<LiveModule> live(String name) {
    return cache
        .key(name)
        .flatMap(
            key -> cache.modules().stream().filter(live -> live.key().equals(key)).findFirst());
  }
}
