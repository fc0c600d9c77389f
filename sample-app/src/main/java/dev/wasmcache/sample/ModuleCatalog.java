package dev.wasmcache.sample;

import java.util.List;
import org.springframework.stereotype.Component;

/** What there is to call. Thread-safe. */
@Component
public final class ModuleCatalog {

  private final ModuleRegistry registry;
  private final ModuleHost host;

  ModuleCatalog(ModuleRegistry registry, ModuleHost host) {
    this.registry = registry;
    this.host = host;
  }

  /** Answers all modules by name, without their functions. Loads none. */
  public List<ModuleSummary> list() {
    return registry.all().stream().map(module -> ModuleSummary.of(module, host, null)).toList();
  }

  /** Answers a module with its functions, which loads it. */
  ModuleSummary describe(HostedModule module) {
    List<FunctionInfo> functions = module.functions().list(host.load(module).module().wasmModule());
    return ModuleSummary.of(module, host, functions);
  }
}
