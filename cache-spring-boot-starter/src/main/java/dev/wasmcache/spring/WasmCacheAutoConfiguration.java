package dev.wasmcache.spring;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.report.CacheReport;
import dev.wasmcache.spring.shared.SharedConfiguration;
import dev.wasmcache.spring.warmup.WarmUp;
import dev.wasmcache.spring.warmup.WarmUpConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Configures the compilation cache and its disk tier. Backs off for the application's own.
 *
 * <p>An application that loads no module pays for nothing: beans are created when they are needed,
 * except by {@link StartChecks}. Methods have few parameters, since each type in a signature is
 * loaded at every start. The beans that every start needs come from static methods, so that there
 * is no instance of this class either.
 */
@AutoConfiguration
@Lazy
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@EnableConfigurationProperties(WasmCacheProperties.class)
@Import(OnDemand.class)
public final class WasmCacheAutoConfiguration {

  /** The bean of the properties: looking for a name costs less than looking for a type. */
  public static final String PROPERTIES = "wasm.cache-dev.wasmcache.spring.WasmCacheProperties";

  /**
   * The application's own directories, or its own cache, which also has its own tiers, go first.
   */
  @Bean
  @ConditionalOnMissingBean(DiskTier.class)
  DiskTier wasmCacheDiskTier(ConfigurableListableBeanFactory beans) {
    return DiskTier.open(beans);
  }

  /** Null, which Spring treats as no bean, if the directory is off or cannot be used. */
  @Bean
  @ConditionalOnMissingBean({CompilationCache.class, DiskStore.class})
  @Nullable DiskStore wasmCacheDiskStore(DiskTier disk) {
    return disk.store().orElse(null);
  }

  @Bean
  @ConditionalOnMissingBean(SharedTier.class)
  SharedTier wasmCacheSharedTier(ConfigurableListableBeanFactory beans) {
    return SharedConfiguration.tier(beans);
  }

  @Bean
  @ConditionalOnMissingBean(Integrity.class)
  Integrity wasmCacheIntegrity(WasmCacheProperties properties) {
    return properties.integrity().toIntegrity();
  }

  @Bean
  @ConditionalOnMissingBean(CompilationCache.class)
  CompilationCache wasmCompilationCache(ConfigurableListableBeanFactory beans) {
    return new CacheAssembly(beans).build();
  }

  @Bean
  @ConditionalOnMissingBean(value = WarmUp.class, search = SearchStrategy.CURRENT)
  WarmUp wasmCacheWarmUp(ConfigurableApplicationContext context) {
    return WarmUpConfiguration.warmUp(context);
  }

  /** Only in the context that has the cache: a child context would report the same cache again. */
  @Bean
  @Lazy(false)
  @ConditionalOnBean(value = CompilationCache.class, search = SearchStrategy.CURRENT)
  @ConditionalOnSingleCandidate(CompilationCache.class)
  static CacheReport wasmCacheReport(ConfigurableApplicationContext context) {
    return new CacheReport(context);
  }

  @Bean
  @Lazy(false)
  static StartChecks wasmCacheStartChecks(
      ConfigurableListableBeanFactory beans, Environment environment) {
    return new StartChecks(beans, environment);
  }
}
