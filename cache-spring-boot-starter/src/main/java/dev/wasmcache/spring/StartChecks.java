package dev.wasmcache.spring;

import dev.wasmcache.CacheMode;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.definition.LazyProperties;
import dev.wasmcache.spring.setting.SetProperties;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Creates those lazy beans at the start which must fail the start if something is wrong. If no
 * property of the starter is set, there is nothing to create.
 *
 * <p>This decides when the application starts, even if it was processed ahead of time.
 */
final class StartChecks implements SmartInitializingSingleton {

  private static final String CACHE = "wasmCompilationCache";
  private static final String[] ENGINES = {"endiveEngine", "chicoryEngine"};
  private static final String SHARED_TIER = "wasmCacheSharedTier";
  private static final String NAMED_MODULES = "wasmModules";
  private static final String WARM_UP = "wasmCacheWarmUp";

  /**
   * @throws RuntimeException if the application must not start
   */
  StartChecks(ConfigurableListableBeanFactory beans, Environment environment) {
    boolean strict = !beans.containsBeanDefinition(SHARED_TIER);
    if (SetProperties.below(environment, LazyProperties.PREFIX)) {
      bind(beans, environment);
      if (SetProperties.below(environment, LazyProperties.PREFIX + ".engine")) {
        for (String engine : ENGINES) {
          create(beans, engine);
        }
      }
      if (beans.containsBeanDefinition(CACHE)) {
        strict |= isStrict(beans, environment);
      }
    }
    if (strict) {
      create(beans, CACHE);
    }
    if (beans.containsBeanDefinition(WARM_UP)
        && (SetProperties.below(environment, LazyProperties.PREFIX + ".warm-up")
            || hasNamedModules(beans, environment))) {
      create(beans, WARM_UP);
    }
  }

  /** Binds those properties of which at least one is set. */
  private static void bind(ConfigurableListableBeanFactory beans, Environment environment) {
    for (String name : beans.getBeanDefinitionNames()) {
      int type = name.indexOf(LazyProperties.TYPE);
      if (type > 0 && SetProperties.below(environment, name.substring(0, type))) {
        create(beans, name);
      }
    }
  }

  private static boolean isStrict(ConfigurableListableBeanFactory beans, Environment environment) {
    WasmCacheProperties properties = beans.getBean(WasmCacheProperties.class);
    return properties.mode() == CacheMode.REQUIRED
        || properties.disk().required()
        || (SetProperties.below(environment, LazyProperties.PREFIX + ".shared")
            && beans.getBean(SharedTier.class).store().isPresent());
  }

  private static boolean hasNamedModules(
      ConfigurableListableBeanFactory beans, Environment environment) {
    return beans.containsBeanDefinition(NAMED_MODULES)
        && SetProperties.below(environment, "wasm.modules");
  }

  private static void create(ConfigurableListableBeanFactory beans, String name) {
    if (beans.containsBeanDefinition(name)) {
      var unused = beans.getBean(name);
    }
  }

  /** Only so that this bean is excluded from the lazy initialization of all beans. */
  @Override
  public void afterSingletonsInstantiated() {}
}
