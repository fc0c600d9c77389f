package dev.wasmcache.spring.engine;

import dev.wasmcache.CacheInterceptor;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleListener;
import dev.wasmcache.engine.EngineBuilder;
import dev.wasmcache.engine.EngineSettings;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.requirement.TestedEngines;
import dev.wasmcache.spring.setting.TrainingRun;
import dev.wasmcache.stats.MachineFactoryStats;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Builds an engine and the cache of its live modules from the properties and from other beans. All
 * of it but the type of the interpreter fallback is the same for every engine.
 */
public final class EngineAssembly {

  private final ConfigurableListableBeanFactory beans;
  private final WasmCacheProperties properties;

  public EngineAssembly(ConfigurableListableBeanFactory beans) {
    this.beans = beans;
    this.properties = beans.getBean(WasmCacheProperties.class);
  }

  /** Applies the properties to the builder of an engine, except {@link #interpreterFallback()}. */
  public <B extends EngineBuilder<?, B>> B apply(B builder) {
    return settings(builder.keepCode(properties.engine().keepCode()));
  }

  /**
   * Applies the properties to the builder of a machine factory, except {@link
   * #interpreterFallback()}; the caller adds {@link #maximumBytes} and {@link #addListeners}.
   */
  public <B extends EngineSettings<B>> B settings(B builder) {
    WasmCacheProperties.Engine options = properties.engine();
    builder
        .generation(properties.generation())
        .linkClasses(TrainingRun.isThis())
        .interpretedFunctions(options.interpretedFunctions());
    ClassLoader classLoader = beans.getBeanClassLoader();
    if (classLoader != null) {
      // The application's own class loader, which is replaced when it restarts in the same JVM.
      builder.parentClassLoader(classLoader);
    }
    Integer maxFunctionsPerClass = options.maxFunctionsPerClass();
    if (maxFunctionsPerClass != null) {
      builder.maximumFunctionsPerClass(maxFunctionsPerClass);
    }
    String className = options.className();
    if (className != null) {
      builder.className(className);
    }
    return builder;
  }

  /** Returns the name of the constant, which all engines have; null for the engine's default. */
  public @Nullable String interpreterFallback() {
    WasmCacheProperties.InterpreterFallback fallback = properties.engine().interpreterFallback();
    return fallback == null ? null : fallback.name();
  }

  /** Returns the limit of live modules. */
  public long maximumBytes() {
    return properties.modules().maxSize().toBytes();
  }

  /**
   * Tells other beans of a machine factory.
   *
   * @param bean its name
   */
  public void announce(String bean, Supplier<MachineFactoryStats> stats) {
    beans
        .getBeanProvider(MachineFactoryObserver.class)
        .forEach(observer -> observer.onCreated(bean, stats));
  }

  /** Builds the cache of an engine's live modules, with the listeners among the beans. */
  public <M> ModuleCache<M> modules(Engine<M> engine) {
    TestedEngines.report(engine.fingerprint());
    ModuleCache.Builder<M> builder =
        ModuleCache.builder(engine, beans.getBean(CompilationCache.class))
            .maximumBytes(maximumBytes());
    addListeners(builder::listener, builder::interceptor);
    return builder.build();
  }

  /** Adds the listeners and interceptors among the beans to a builder. */
  public void addListeners(
      Consumer<ModuleListener> listeners, Consumer<CacheInterceptor> interceptors) {
    beans.getBeanProvider(ModuleListener.class).orderedStream().forEach(listeners);
    beans.getBeanProvider(CacheInterceptor.class).orderedStream().forEach(interceptors);
  }
}
