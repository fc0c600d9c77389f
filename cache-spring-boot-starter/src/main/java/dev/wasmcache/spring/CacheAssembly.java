package dev.wasmcache.spring;

import dev.wasmcache.CacheInterceptor;
import dev.wasmcache.CacheListener;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.integrity.SharedIntegrity;
import dev.wasmcache.spring.setting.PropertyNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Builds the cache from the properties and from other beans. */
final class CacheAssembly {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private final ListableBeanFactory beans;
  private final WasmCacheProperties properties;
  private final Integrity integrity;

  CacheAssembly(ListableBeanFactory beans) {
    this.beans = beans;
    this.properties = beans.getBean(WasmCacheProperties.class);
    this.integrity = beans.getBean(Integrity.class);
  }

  CompilationCache build() {
    CompilationCacheBuilder builder =
        CompilationCache.builder()
            .settingNames(PropertyNames::of)
            .mode(properties.mode())
            .maximumEntryBytes(properties.maxEntrySize().toBytes())
            .timeout(properties.timeout())
            .maximumCompileWait(properties.compile().maxWait())
            .verifyOneHitIn(properties.verify().sampleRate())
            .integrity(integrity);
    if (properties.mode() != CacheMode.BYPASS) {
      addTiers(builder);
    }
    Integer maxConcurrent = properties.compile().maxConcurrent();
    if (maxConcurrent != null) {
      builder.maximumConcurrentCompiles(maxConcurrent);
    }
    beans.getBeanProvider(CacheListener.class).orderedStream().forEach(builder::listener);
    beans.getBeanProvider(CacheInterceptor.class).orderedStream().forEach(builder::interceptor);
    beans
        .getBeanProvider(CompilationCacheBuilderCustomizer.class)
        .orderedStream()
        .forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  private void addTiers(CompilationCacheBuilder builder) {
    // Before the directory is opened, so that no store remains open if this ends the start.
    SharedTier shared = beans.getBean(SharedTier.class);
    share(builder, shared);
    builder.memory(properties.memory().maxSize().toBytes());
    DiskTier disk = beans.getBean(DiskTier.class);
    disk.store().ifPresent(builder::disk);
    disk.layer().ifPresent(builder::layer);
    if (properties.mode() != CacheMode.READ_ONLY && !integrity.canWrite()) {
      // This is as configured, so it is logged once and not for each module.
      log.info("Wasm cache: no key has a private key, so modules are read and none is stored");
    }
  }

  private void share(CompilationCacheBuilder builder, SharedTier shared) {
    if (shared.store().isEmpty()) {
      return;
    }
    // From the environment, because it also applies to a tier that the application provides.
    SharedIntegrity policy =
        Binder.get(beans.getBean(Environment.class))
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
}
