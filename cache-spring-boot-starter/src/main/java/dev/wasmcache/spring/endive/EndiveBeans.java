package dev.wasmcache.spring.endive;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveEngineBuilder;
import dev.wasmcache.endive.EndiveMachineFactory;
import dev.wasmcache.endive.EndiveMachineFactoryBuilder;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.engine.EngineAssembly;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import run.endive.compiler.InterpreterFallback;

/**
 * Creates the beans that {@link EndiveDefinitions} defines: a static method for each, with its
 * name.
 */
final class EndiveBeans {

  private EndiveBeans() {}

  static EndiveEngine endiveEngine(ConfigurableListableBeanFactory beans) {
    EngineAssembly assembly = new EngineAssembly(beans);
    EndiveEngineBuilder builder = assembly.apply(EndiveEngine.builder());
    String fallback = assembly.interpreterFallback();
    if (fallback != null) {
      builder.interpreterFallback(InterpreterFallback.valueOf(fallback));
    }
    return builder.build();
  }

  static ModuleCache<EndiveModule> endiveModules(ConfigurableListableBeanFactory beans) {
    return new EngineAssembly(beans).modules(beans.getBean(EndiveEngine.class));
  }

  /** For libraries that build their instances themselves. */
  static EndiveMachineFactory endiveMachineFactory(ConfigurableListableBeanFactory beans) {
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
