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
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Creates the beans that {@link OnDemand} defines: a static method for each, with its name. */
final class WasmCacheBeans {

  private WasmCacheBeans() {}

  static DiskTier wasmCacheDiskTier(ConfigurableListableBeanFactory beans) {
    return DiskTier.open(beans);
  }

  /** Null, which Spring treats as no bean, if the directory is off or cannot be used. */
  static @Nullable DiskStore wasmCacheDiskStore(DiskTier disk) {
    return disk.store().orElse(null);
  }

  static SharedTier wasmCacheSharedTier(ConfigurableListableBeanFactory beans) {
    return SharedConfiguration.tier(beans);
  }

  static Integrity wasmCacheIntegrity(WasmCacheProperties properties) {
    return properties.integrity().toIntegrity();
  }

  static CompilationCache wasmCompilationCache(ConfigurableListableBeanFactory beans) {
    return new CacheAssembly(beans).build();
  }

  static WarmUp wasmCacheWarmUp(ConfigurableApplicationContext context) {
    return WarmUpConfiguration.warmUp(context);
  }

  static CacheReport wasmCacheReport(ConfigurableApplicationContext context) {
    return new CacheReport(context);
  }

  static StartChecks wasmCacheStartChecks(
      ConfigurableListableBeanFactory beans, Environment environment) {
    return new StartChecks(beans, environment);
  }
}
