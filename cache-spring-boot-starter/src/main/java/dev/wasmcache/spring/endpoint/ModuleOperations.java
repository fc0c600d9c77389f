package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.admin.LiveModule;
import dev.wasmcache.spring.warmup.WarmUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists modules, explains why they were compiled, and loads them. */
record ModuleOperations(
    CompilationCache cache,
    Map<String, ModuleCache<?>> modules,
    ModuleJournal journal,
    Supplier<List<WarmUp>> warmUps) {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private static final int DEFAULT_LIMIT = 50;

  LoadedModules list() {
    Map<CacheKey, List<LoadedModules.Live>> live = live();
    List<String> prewarmable =
        warmUps.get().stream().flatMap(warmUp -> warmUp.names().stream()).distinct().toList();
    return new LoadedModules(
        cache.stats().compileTimeSaved(),
        journal.histories().stream().map(history -> module(history, live)).toList(),
        prewarmable);
  }

  private static LoadedModules.Module module(
      ModuleJournal.History history, Map<CacheKey, List<LoadedModules.Live>> live) {
    Map<String, Long> loads = new TreeMap<>();
    history.loads().forEach((origin, count) -> loads.put(origin.id(), count));
    CacheKey key = history.last().key();
    return new LoadedModules.Module(
        history.name().orElse(null),
        key.toHex(),
        live.getOrDefault(key, List.of()),
        loads,
        history.saved(),
        history.last().compileTime(),
        history.last().origin().id(),
        history.at(),
        history.last().elapsed());
  }

  private Map<CacheKey, List<LoadedModules.Live>> live() {
    Map<CacheKey, List<LoadedModules.Live>> live = new TreeMap<>();
    modules.forEach(
        (bean, held) ->
            held.modules()
                .forEach(
                    module ->
                        live.computeIfAbsent(module.key(), key -> new ArrayList<>())
                            .add(live(bean, module))));
    return live;
  }

  private static LoadedModules.Live live(String bean, LiveModule module) {
    return new LoadedModules.Live(bean, module.origin().id(), module.weight(), module.pinned());
  }

  /**
   * Returns the most recent compiles.
   *
   * @param page {@code limit}
   */
  Compiles compiles(Arguments page) {
    return Compiles.of(cache.admin().compiles(), page.limit(DEFAULT_LIMIT));
  }

  /** Returns why the module of a key, or of a name, was or would be compiled. */
  LoadedModules.Why why(@Nullable String key, @Nullable String name) {
    if (key != null && name == null) {
      return why(Arguments.key("key", key));
    }
    if (name != null && key == null) {
      return why(key(name, "has been loaded since the start"));
    }
    throw RefusedException.badRequest("Give either 'key' or 'name'");
  }

  private LoadedModules.Why why(CacheKey key) {
    return new LoadedModules.Why(
        key.toHex(),
        names(key),
        Entries.Reason.of(cache.admin().explain(key)),
        cache.admin().inspect(key).stream().map(Entries.Copy::of).toList(),
        live().getOrDefault(key, List.of()),
        cache.admin().compiles().stream()
            .filter(event -> event.key().equals(key))
            .findFirst()
            .map(Compiles.Compile::of)
            .orElse(null));
  }

  private List<String> names(CacheKey key) {
    TreeSet<String> names = new TreeSet<>();
    modules.values().stream()
        .flatMap(held -> held.modules().stream())
        .filter(module -> module.key().equals(key))
        .forEach(module -> names.addAll(module.names()));
    journal.histories().stream()
        .filter(history -> history.last().key().equals(key))
        .forEach(history -> history.name().ifPresent(names::add));
    return List.copyOf(names);
  }

  /**
   * @param expected what would be true of a module with this name
   */
  private CacheKey key(String name, String expected) {
    return modules.values().stream()
        .flatMap(held -> held.key(name).stream())
        .findFirst()
        .or(() -> journal.key(name))
        .orElseThrow(() -> RefusedException.notFound("No module named '" + name + "' " + expected));
  }

  /**
   * Makes a module ready. A module that the application can load by name is loaded. For any other
   * module that was loaded before, only the compiled form can be fetched, because its bytes are not
   * available.
   */
  LoadedModules.Prewarmed prewarm(@Nullable String name) {
    if (name == null || name.isBlank()) {
      throw RefusedException.badRequest("'name' is missing: give the name of a module");
    }
    for (WarmUp warmUp : warmUps.get()) {
      if (warmUp.names().contains(name)) {
        return load(name, warmUp);
      }
    }
    CacheKey key = key(name, "is known to this application");
    if (live().containsKey(key)) {
      return new LoadedModules.Prewarmed(name, "live");
    }
    if (cache.get(key).isEmpty()) {
      throw RefusedException.conflict(
          "The module '"
              + name
              + "' would have to be compiled, and no WarmUp bean has its bytes: "
              + cache.admin().explain(key).description());
    }
    return new LoadedModules.Prewarmed(name, "fetched");
  }

  private static LoadedModules.Prewarmed load(String name, WarmUp warmUp) {
    try {
      warmUp.load(name);
    } catch (RuntimeException | LinkageError e) {
      log.warn("Wasm cache: the module '{}' could not be loaded on request", name, e);
      throw new RefusedException(500, "The module '" + name + "' could not be loaded: " + e);
    }
    return new LoadedModules.Prewarmed(name, "loaded");
  }
}
