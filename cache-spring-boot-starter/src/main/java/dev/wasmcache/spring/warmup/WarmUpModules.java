package dev.wasmcache.spring.warmup;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.LiveModule;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.Origin;
import dev.wasmcache.Outcome;
import dev.wasmcache.Tier;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live modules that are filled. Thread-safe. */
final class WarmUpModules {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private final ModuleCache<?> cache;
  private final boolean pin;
  private final Optional<CompilationCache> filled;

  /**
   * @param filled what must have stored the modules when they are loaded, in a training run
   */
  WarmUpModules(ModuleCache<?> cache, boolean pin, Optional<CompilationCache> filled) {
    this.cache = cache;
    this.pin = pin;
    this.filled = filled;
  }

  /**
   * Loads a module and answers where it came from: "disk"; empty if it did not stay live.
   *
   * @throws WarmUpProblem if it is not stored and must be
   */
  Optional<Origin> load(WarmUpModule module) {
    cache.load(module.name(), module::bytes);
    filled.ifPresent(store -> requireStored(store, module));
    if (pin && !cache.pin(module.name())) {
      log.warn(
          "Wasm cache: the module '{}' of the warm-up is too large to stay live, and is not pinned"
              + " (see wasm.cache.modules.max-size)",
          module.name());
    }
    return live(module.name()).map(LiveModule::origin);
  }

  /** Returns whether another one fills the same live modules. */
  boolean fillsSameAs(WarmUpModules other) {
    return cache == other.cache;
  }

  private void requireStored(CompilationCache store, WarmUpModule module) {
    CacheKey key =
        cache
            .key(module.name())
            .orElseThrow(() -> new WarmUpProblem("was forgotten while it was loaded"));
    Map<Tier, Outcome> outcomes = store.verify(key);
    if (!outcomes.containsValue(Outcome.HIT)) {
      throw new WarmUpProblem(
          "was loaded and is not stored, as the next start needs it: the tiers answer " + outcomes);
    }
  }

  private Optional<LiveModule> live(String name) {
    return cache
        .key(name)
        .flatMap(
            key -> cache.modules().stream().filter(live -> live.key().equals(key)).findFirst());
  }
}
