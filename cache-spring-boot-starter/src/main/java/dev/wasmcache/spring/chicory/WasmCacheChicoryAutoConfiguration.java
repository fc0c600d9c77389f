package dev.wasmcache.spring.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.chicory.ChicoryEngineBuilder;
import dev.wasmcache.chicory.ChicoryMachineFactory;
import dev.wasmcache.chicory.ChicoryMachineFactoryBuilder;
import dev.wasmcache.chicory.ChicoryModule;
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

/** Configures Chicory as an engine of the cache, and its live modules. */
@AutoConfiguration(after = WasmCacheAutoConfiguration.class)
@Lazy
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@ConditionalOnClass({ChicoryEngine.class, InterpreterFallback.class})
@ConditionalOnBean(name = WasmCacheAutoConfiguration.PROPERTIES)
public final class WasmCacheChicoryAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(ChicoryEngine.class)
  ChicoryEngine chicoryEngine(ConfigurableListableBeanFactory beans) {
    EngineAssembly assembly = new EngineAssembly(beans);
    ChicoryEngineBuilder builder = assembly.apply(ChicoryEngine.builder());
    String fallback = assembly.interpreterFallback();
    if (fallback != null) {
      builder.interpreterFallback(InterpreterFallback.valueOf(fallback));
    }
    return builder.build();
  }

  @Bean
  @ConditionalOnSingleCandidate(CompilationCache.class)
  @ConditionalOnMissingBean
  ModuleCache<ChicoryModule> chicoryModules(ConfigurableListableBeanFactory beans) {
    return new EngineAssembly(beans).modules(beans.getBean(ChicoryEngine.class));
  }

  /** For libraries that build their instances themselves. */
  @Bean
  @ConditionalOnSingleCandidate(CompilationCache.class)
  @ConditionalOnMissingBean(ChicoryMachineFactory.class)
  ChicoryMachineFactory chicoryMachineFactory(ConfigurableListableBeanFactory beans) {
    EngineAssembly assembly = new EngineAssembly(beans);
    ChicoryMachineFactoryBuilder builder =
        assembly
            .settings(ChicoryMachineFactory.builder(beans.getBean(CompilationCache.class)))
            .maximumBytes(assembly.maximumBytes());
    String fallback = assembly.interpreterFallback();
    if (fallback != null) {
      builder.interpreterFallback(InterpreterFallback.valueOf(fallback));
    }
    assembly.addListeners(builder::listener, builder::interceptor);
    ChicoryMachineFactory factory = builder.build();
    assembly.announce("chicoryMachineFactory", factory::stats);
    return factory;
  }
}
