package dev.wasmcache.spring;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.definition.LazyProperties;
import dev.wasmcache.spring.definition.StarterBeans;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.report.CacheReport;
import dev.wasmcache.spring.requirement.SpringBootRequirement;
import dev.wasmcache.spring.setting.SetProperties;
import dev.wasmcache.spring.shared.SharedConfiguration;
import dev.wasmcache.spring.warmup.NamedModulesConfiguration;
import dev.wasmcache.spring.warmup.WarmUp;
import dev.wasmcache.spring.warmup.WarmUpConfiguration;
import org.springframework.beans.factory.annotation.AnnotatedGenericBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines the beans of the cache, defers the binding of properties, and adds the configurations of
 * those features for which a property is set. While an application is processed ahead of time, it
 * adds all: the settings may come later.
 *
 * <p>One class and not several, since Spring reads the file of each class that is imported.
 */
final class OnDemand implements ImportBeanDefinitionRegistrar {

  private final Environment environment;

  OnDemand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    SpringBootRequirement.check();
    LazyProperties.defer(registry);
    boolean all = Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
    StarterBeans beans = new StarterBeans(registry, WasmCacheBeans.class);
    beans.deferConfiguration(importing);
    define(beans);
    // One look is enough if nothing of this project is set.
    if (all || SetProperties.below(environment, "wasm")) {
      if (all || SetProperties.below(environment, "wasm.modules")) {
        add(NamedModulesConfiguration.class, registry);
      }
      if (all || SetProperties.below(environment, "wasm.cache.shared")) {
        add(SharedConfiguration.class, registry);
      }
      if (all || SetProperties.below(environment, "wasm.cache.warm-up")) {
        add(WarmUpConfiguration.class, registry);
      }
    }
  }

  /**
   * The application's own beans go first. An own cache also has its own tiers.
   *
   * <p>Only the context that has the cache reports about it: a child context would report the same
   * cache again.
   */
  private static void define(StarterBeans beans) {
    boolean hasCache = beans.exists(CompilationCache.class);
    beans.addMissing("wasmCacheDiskTier", DiskTier.class);
    if (!hasCache) {
      beans.addMissing("wasmCacheDiskStore", DiskStore.class);
    }
    beans.addMissing("wasmCacheSharedTier", SharedTier.class);
    beans.addMissing("wasmCacheIntegrity", Integrity.class);
    beans.addMissing("wasmCompilationCache", CompilationCache.class);
    if (!beans.existsHere(WarmUp.class)) {
      beans.add("wasmCacheWarmUp", WarmUp.class);
    }
    if (!hasCache
        || (beans.existsHere(CompilationCache.class)
            && beans.existsSingle(CompilationCache.class))) {
      beans.addEager("wasmCacheReport", CacheReport.class);
    }
    beans.addEager("wasmCacheStartChecks", StartChecks.class);
  }

  /** Spring parses configurations that are registered like this in a second round. */
  private static void add(Class<?> configuration, BeanDefinitionRegistry registry) {
    registry.registerBeanDefinition(
        configuration.getName(), new AnnotatedGenericBeanDefinition(configuration));
  }
}
