package dev.wasmcache.spring.endive;

import dev.wasmcache.CacheInterceptor;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleListener;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveEngineBuilder;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.requirement.TestedEngines;
import dev.wasmcache.spring.setting.TrainingRun;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import run.endive.compiler.InterpreterFallback;

/** Configures Endive as an engine of the cache, and its live modules. */
@AutoConfiguration(after = WasmCacheAutoConfiguration.class)
@ConditionalOnClass({EndiveEngine.class, InterpreterFallback.class})
@ConditionalOnBean(WasmCacheProperties.class)
@ConditionalOnSingleCandidate(CompilationCache.class)
public final class WasmCacheEndiveAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  EndiveEngine endiveEngine(WasmCacheProperties properties, ConfigurableBeanFactory beans) {
    EndiveEngineBuilder builder =
        EndiveEngine.builder()
            .generation(properties.generation())
            .linkClasses(TrainingRun.isThis());
    ClassLoader classLoader = beans.getBeanClassLoader();
    if (classLoader != null) {
      // The application's own class loader, which is replaced when it restarts in the same JVM.
      builder.parentClassLoader(classLoader);
    }
    apply(properties.engine(), builder);
    EndiveEngine engine = builder.build();
    TestedEngines.report(engine.fingerprint());
    return engine;
  }

  private static void apply(WasmCacheProperties.Engine options, EndiveEngineBuilder builder) {
    builder.keepCode(options.keepCode()).interpretedFunctions(options.interpretedFunctions());
    WasmCacheProperties.InterpreterFallback fallback = options.interpreterFallback();
    if (fallback != null) {
      builder.interpreterFallback(InterpreterFallback.valueOf(fallback.name()));
    }
    Integer maxFunctionsPerClass = options.maxFunctionsPerClass();
    if (maxFunctionsPerClass != null) {
      builder.maximumFunctionsPerClass(maxFunctionsPerClass);
    }
    String className = options.className();
    if (className != null) {
      builder.className(className);
    }
  }

  @Bean
  @ConditionalOnMissingBean
  ModuleCache<EndiveModule> endiveModules(
      EndiveEngine engine,
      CompilationCache cache,
      WasmCacheProperties properties,
      ObjectProvider<ModuleListener> listeners,
      ObjectProvider<CacheInterceptor> interceptors) {
    ModuleCache.Builder<EndiveModule> builder =
        ModuleCache.builder(engine, cache).maximumBytes(properties.modules().maxSize().toBytes());
    listeners.orderedStream().forEach(builder::listener);
    interceptors.orderedStream().forEach(builder::interceptor);
    return builder.build();
  }
}
