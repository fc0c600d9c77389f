package dev.wasmcache.spring.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.chicory.ChicoryEngineBuilder;
import dev.wasmcache.chicory.ChicoryMachineFactory;
import dev.wasmcache.chicory.ChicoryMachineFactoryBuilder;
import dev.wasmcache.chicory.ChicoryModule;
import dev.wasmcache.spring.engine.EngineAssembly;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Creates the beans that {@link ChicoryDefinitions} defines: a static method for each, with its
 * name.
 */
final class ChicoryBeans {

  private ChicoryBeans() {}

  static ChicoryEngine chicoryEngine(ConfigurableListableBeanFactory beans) {
    EngineAssembly assembly = new EngineAssembly(beans);
    ChicoryEngineBuilder builder = assembly.apply(ChicoryEngine.builder());
    String fallback = assembly.interpreterFallback();
    if (fallback != null) {
      builder.interpreterFallback(InterpreterFallback.valueOf(fallback));
    }
    return builder.build();
  }

  static ModuleCache<ChicoryModule> chicoryModules(ConfigurableListableBeanFactory beans) {
    return new EngineAssembly(beans).modules(beans.getBean(ChicoryEngine.class));
  }

  /** For libraries that build their instances themselves. */
  static ChicoryMachineFactory chicoryMachineFactory(ConfigurableListableBeanFactory beans) {
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
