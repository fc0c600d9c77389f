package dev.wasmcache.spring.disk;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.WasmCacheProperties;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Configures the directories. Backs off for the application's own store. */
@Configuration(proxyBeanMethods = false)
@Import(DiskConfiguration.StoreConfiguration.class)
public class DiskConfiguration {

  private static final String TIER = "wasmCacheDiskTier";

  /** The read-only directories are also read next to a store that the application provides. */
  @Bean(TIER)
  @ConditionalOnMissingBean({CompilationCache.class, DiskTier.class})
  DiskTier wasmCacheDiskTier(WasmCacheProperties properties, ObjectProvider<DiskStore> store) {
    return new DiskTierOpener(properties, null, Optional.empty()).with(store.getIfUnique());
  }

  /** An application that provides its own cache also provides its tiers: no directory is opened. */
  @Bean(TIER)
  @ConditionalOnMissingBean(DiskTier.class)
  DiskTier wasmCacheDiskTierOfOwnCache(ObjectProvider<DiskStore> store) {
    return DiskTier.of(store.getIfUnique());
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean({CompilationCache.class, DiskStore.class})
  @Import(DiskTierRegistrar.class)
  static class StoreConfiguration {}
}
