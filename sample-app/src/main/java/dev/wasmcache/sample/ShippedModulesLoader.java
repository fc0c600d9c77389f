package dev.wasmcache.sample;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Loads what is shipped before the service is ready, so that no caller waits for a compiler and the
 * log can say at the end of the start what the cache has saved.
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
    registry.all().stream().filter(HostedModule::shipped).forEach(host::load);
  }
}
