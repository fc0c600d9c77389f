package dev.wasmcache.sample.modules;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Records how the warm-up loaded the shipped modules, and loads those that it left out, so that no
 * caller waits for a compiler.
 */
@Component
final class ShippedModulesLoader implements ApplicationRunner {

  private final ModuleRegistry registry;
  private final ModuleHost host;

  ShippedModulesLoader(ModuleRegistry registry, ModuleHost host) {
    this.registry = registry;
    this.host = host;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    for (HostedModule module : registry.all()) {
      if (module.shipped() && !host.noteWarmUp(module)) {
        host.load(module);
      }
    }
  }
}
