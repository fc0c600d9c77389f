package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.WasmModules;
import dev.wasmcache.spring.reload.Reloader;
import dev.wasmcache.stats.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * The modules below {@code wasm.modules}. Each is found, and its engine made, when it is needed.
 */
final class NamedModules implements WasmModules {

  private final Map<String, ModuleLocation> locations = new LinkedHashMap<>();
  private final WarmUpTargets targets;
  private final ResourcePatternResolver resources;
  private final Supplier<Reloader> reloader;
  private final ConcurrentMap<String, NamedModule<?>> modules = new ConcurrentHashMap<>();

  NamedModules(
      NamedModulesProperties properties,
      WarmUpTargets targets,
      ResourcePatternResolver resources,
      Supplier<Reloader> reloader) {
    properties
        .modules()
        .forEach((name, module) -> locations.put(name, ModuleLocation.named(name, module)));
    this.targets = targets;
    this.resources = resources;
    this.reloader = reloader;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(locations.keySet());
  }

  List<ModuleLocation> locations() {
    return new ArrayList<>(locations.values());
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <M> M get(String name) {
    NamedModule<?> module = module(name);
    var unused = module.get();
    return (M) module.handle();
  }

  @Override
  public <M> M get(String name, Class<M> type) {
    Object module = get(name);
    if (!type.isInstance(module)) {
      throw new IllegalArgumentException(
          "The module '%s' is not of type %s: the engine that '%s' names runs it"
              .formatted(name, type.getName(), NamedModulesProperties.property(name) + ".engine"));
    }
    return type.cast(module);
  }

  /** Returns what is injected for a name. It is not loaded yet if its engine has handles. */
  Object handle(String name) {
    return module(name).handle();
  }

  /** Loads a module that the warm-up has found. Returns where it came from. */
  Optional<Origin> load(WarmUpModule found) {
    return module(found.name()).loadNow(found);
  }

  /** Loads a module by its name. */
  void load(String name) {
    var unused = module(name).loadNow();
  }

  private NamedModule<?> module(String name) {
    NamedModule<?> known = modules.get(name);
    if (known != null) {
      return known;
    }
    ModuleLocation location = locations.get(name);
    if (location == null) {
      throw new UnknownModuleException(name, names());
    }
    NamedModule<?> made = named(location, targets.of(location));
    NamedModule<?> first = modules.putIfAbsent(name, made);
    return first == null ? made : first;
  }

  private <M> NamedModule<M> named(ModuleLocation location, WarmUpModules<M> target) {
    return new NamedModule<>(
        location, target, sought -> new ModuleFinder(resources).find(sought), reloader);
  }
}
