package dev.wasmcache.spring.endive;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveEngineBuilder;
import dev.wasmcache.endive.EndiveMachineFactory;
import dev.wasmcache.endive.EndiveMachineFactoryBuilder;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.engine.EngineAssembly;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import run.endive.compiler.InterpreterFallback;

/** Configures Endive as an engine of the cache, and its live modules. */
@AutoConfiguration(after = WasmCacheAutoConfiguration.class)
@Lazy
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@ConditionalOnClass({EndiveEngine.class, InterpreterFallback.class})
@ConditionalOnBean(name = WasmCacheAutoConfiguration.PROPERTIES)
public final class WasmCacheEndiveAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(EndiveEngine.class)
  EndiveEngine endiveEngine(ConfigurableListableBeanFactory beans) {
    EngineAssembly assembly = new EngineAssembly(beans);
    EndiveEngineBuilder builder = assembly.apply(EndiveEngine.builder());
    String fallback = assembly.interpreterFallback();
    if (fallback != null) {
      builder.interpreterFallback(InterpreterFallback.valueOf(fallback));
    }
    return builder.build();
  }

  @Bean
  @ConditionalOnSingleCandidate(CompilationCache.class)
  @ConditionalOnMissingBean
  ModuleCache<EndiveModule> endiveModules(ConfigurableListableBeanFactory beans) {
    return new EngineAssembly(beans).modules(beans.getBean(EndiveEngine.class));
  }

  /** For libraries that build their instances themselves. */
  @Bean
  @ConditionalOnSingleCandidate(CompilationCache.class)
  @ConditionalOnMissingBean(EndiveMachineFactory.class)
  EndiveMachineFactory endiveMachineFactory(ConfigurableListableBeanFactory beans) {
    EngineAssembly assembly = new EngineAssembly(beans);
    EndiveMachineFactoryBuilder builder =
        assembly
            .settings(EndiveMachineFactory.builder(beans.getBean(CompilationCache.class)))
            .maximumBytes(assembly.maximumBytes());
    String fallback = assembly.interpreterFallback();
    if (fallback != null) {
      builder.interpreterFallback(InterpreterFallback.valueOf(fallback));
    }
    assembly.addListeners(builder::listener, builder::interceptor);
    EndiveMachineFactory factory = builder.build();
    assembly.announce("endiveMachineFactory", factory::stats);
    return factory;
  }
}
