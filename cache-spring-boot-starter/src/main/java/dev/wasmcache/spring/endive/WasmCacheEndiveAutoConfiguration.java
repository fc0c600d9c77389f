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
public final class WasmCacheEndiveAutoConfiguration {

  @Bean
  @ConditionalOnBean(name = WasmCacheAutoConfiguration.PROPERTIES)
  @ConditionalOnMissingBean
  EndiveEngine endiveEngine(ConfigurableListableBeanFactory beans) {
    WasmCacheProperties properties = beans.getBean(WasmCacheProperties.class);
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
  @ConditionalOnBean(name = WasmCacheAutoConfiguration.PROPERTIES)
  @ConditionalOnSingleCandidate(CompilationCache.class)
  @ConditionalOnMissingBean
  ModuleCache<EndiveModule> endiveModules(ConfigurableListableBeanFactory beans) {
    WasmCacheProperties properties = beans.getBean(WasmCacheProperties.class);
    ModuleCache.Builder<EndiveModule> builder =
        ModuleCache.builder(
                beans.getBean(EndiveEngine.class), beans.getBean(CompilationCache.class))
            .maximumBytes(properties.modules().maxSize().toBytes());
    beans.getBeanProvider(ModuleListener.class).orderedStream().forEach(builder::listener);
    beans.getBeanProvider(CacheInterceptor.class).orderedStream().forEach(builder::interceptor);
    return builder.build();
  }
}
