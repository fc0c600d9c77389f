package dev.wasmcache.spring;

import dev.wasmcache.CacheInterceptor;
import dev.wasmcache.CacheListener;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.disk.DiskConfiguration;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.integrity.SharedIntegrity;
import dev.wasmcache.spring.report.CacheReport;
import dev.wasmcache.spring.requirement.SpringBootRequirement;
import dev.wasmcache.spring.setting.PropertyNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Configures the compilation cache and its disk tier. Backs off for the application's own. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@EnableConfigurationProperties(WasmCacheProperties.class)
@Import(DiskConfiguration.class)
public final class WasmCacheAutoConfiguration {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  WasmCacheAutoConfiguration() {
    SpringBootRequirement.check();
  }

  @Bean
  @ConditionalOnMissingBean
  SharedTier wasmCacheSharedTier() {
    return SharedTier.none();
  }

  @Bean
  @ConditionalOnMissingBean
  Integrity wasmCacheIntegrity(WasmCacheProperties properties) {
    return properties.integrity().toIntegrity();
  }

  @Bean
  @ConditionalOnMissingBean
  CompilationCache wasmCompilationCache(
      WasmCacheProperties properties,
      DiskTier disk,
      SharedTier shared,
      Integrity integrity,
      Environment environment,
      ObjectProvider<CacheListener> listeners,
      ObjectProvider<CacheInterceptor> interceptors,
      ObjectProvider<CompilationCacheBuilderCustomizer> customizers) {
    CompilationCacheBuilder builder =
        CompilationCache.builder()
            .settingNames(PropertyNames::of)
            .mode(properties.mode())
            .maximumEntryBytes(properties.maxEntrySize().toBytes())
            .timeout(properties.timeout())
            .maximumCompileWait(properties.compile().maxWait())
            .integrity(integrity);
    if (properties.mode() != CacheMode.BYPASS) {
      builder.memory(properties.memory().maxSize().toBytes());
      disk.store().ifPresent(builder::disk);
      disk.layer().ifPresent(builder::layer);
      share(builder, shared, integrity, environment);
      if (properties.mode() != CacheMode.READ_ONLY && !integrity.canWrite()) {
        // This is as configured, so it is logged once and not for each module.
        log.info("Wasm cache: no key has a private key, so modules are read and none is stored");
      }
    }
    Integer maxConcurrent = properties.compile().maxConcurrent();
    if (maxConcurrent != null) {
      builder.maximumConcurrentCompiles(maxConcurrent);
    }
    listeners.orderedStream().forEach(builder::listener);
    interceptors.orderedStream().forEach(builder::interceptor);
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  private static void share(
      CompilationCacheBuilder builder,
      SharedTier shared,
      Integrity integrity,
      Environment environment) {
    if (shared.store().isEmpty()) {
      return;
    }
    // From the environment, because it also applies to a tier that the application provides.
    SharedIntegrity policy =
        Binder.get(environment)
            .bind("wasm.cache.shared.integrity", SharedIntegrity.class)
            .orElse(SharedIntegrity.REQUIRED);
    if (policy.accepts(shared, integrity)) {
      log.warn(
          "Wasm cache: modules in the shared store ({}) are not protected by keys: anyone with"
              + " write access can run code in this application. Set 'wasm.cache.integrity.keys'",
          shared.type());
    }
    builder.shared(shared);
  }

  /** Only in the context that has the cache: a child context would report the same cache again. */
  @Bean
  @ConditionalOnBean(value = CompilationCache.class, search = SearchStrategy.CURRENT)
  @ConditionalOnSingleCandidate(CompilationCache.class)
  CacheReport wasmCacheReport(
      ApplicationContext context,
      CompilationCache cache,
      DiskTier disk,
      SharedTier shared,
      WasmCacheProperties properties) {
    return new CacheReport(context, cache, disk, shared, properties.mode());
  }
}
