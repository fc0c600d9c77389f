package dev.wasmcache.spring.disk;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.WasmCacheProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Configures the directories. Backs off for the application's own store. */
@Configuration(proxyBeanMethods = false)
@Import({DiskConfiguration.StoreConfiguration.class, DiskConfiguration.LayersConfiguration.class})
public class DiskConfiguration {

  /** The tier with the application's own store, if it has one. */
  @Bean
  @ConditionalOnMissingBean
  DiskTier wasmCacheDiskTier(ObjectProvider<DiskStore> store) {
    DiskStore own = store.getIfUnique();
    return own == null ? DiskTier.off() : DiskTier.of(own, 0);
  }

  @Bean
  @ConditionalOnMissingBean
  DiskLayers wasmCacheDiskLayers() {
    return DiskLayers.none();
  }

  /** An application that provides its own cache also provides its tiers: no directory is opened. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean({CompilationCache.class, DiskStore.class})
  @Import(DiskTierRegistrar.class)
  static class StoreConfiguration {}

  /**
   * Read-only directories next to a {@link DiskStore}, even if the application provides the store.
   */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean({CompilationCache.class, DiskLayers.class})
  static class LayersConfiguration {
    @Bean
    DiskLayers wasmCacheDiskLayers(WasmCacheProperties properties) {
      return new DiskLayersOpener(properties).open();
    }
  }
}
