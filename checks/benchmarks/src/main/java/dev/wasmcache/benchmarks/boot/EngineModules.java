package dev.wasmcache.benchmarks.boot;

import dev.wasmcache.benchmarks.process.WithoutWasmCache;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine alone, wired by hand. */
@Configuration(proxyBeanMethods = false)
class EngineModules {

  @Bean
  ModuleSource moduleSource(@Value("${benchmark.directory}") String directory) {
    return wasm -> WithoutWasmCache.load(wasm, directory.isEmpty() ? null : Path.of(directory));
  }
}
