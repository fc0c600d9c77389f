package dev.wasmcache.benchmarks.boot;

import dev.wasmcache.ModuleCache;
import dev.wasmcache.benchmarks.process.ReadyModule;
import dev.wasmcache.endive.EndiveModule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of the starter. */
@Configuration(proxyBeanMethods = false)
class StarterModules {

  @Bean
  ModuleSource moduleSource(ModuleCache<EndiveModule> modules) {
    return wasm -> {
      EndiveModule module = modules.load(wasm);
      return new ReadyModule(module.wasmModule(), module.instanceBuilder());
    };
  }
}
