package dev.wasmcache.sample.modules;

import dev.wasmcache.sample.functions.FunctionInfo;
import java.util.List;
import org.springframework.stereotype.Component;

/** The modules that can be called. Thread-safe. */
@Component
public final class ModuleCatalog {

  private final ModuleRegistry registry;
  private final ModuleHost host;

  public ModuleCatalog(ModuleRegistry registry, ModuleHost host) {
    this.registry = registry;
    this.host = host;
  }

  /** Returns all modules by name, without their functions. Loads none. */
  public List<ModuleSummary> list() {
    return registry.all().stream().map(module -> ModuleSummary.of(module, host, null)).toList();
  }

  /** Returns a module with its functions, which loads it. */
  public ModuleSummary describe(HostedModule module) {
    List<FunctionInfo> functions = module.functions().list(host.load(module).module().wasmModule());
    return ModuleSummary.of(module, host, functions);
  }
}
