package dev.wasmcache.spring.metrics;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.chicory.WasmCacheChicoryAutoConfiguration;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import dev.wasmcache.stats.ModuleCacheStats;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Configures the meters {@code wasm.cache.*}. */
@AutoConfiguration(
    after = {
      WasmCacheAutoConfiguration.class,
      WasmCacheChicoryAutoConfiguration.class,
      WasmCacheEndiveAutoConfiguration.class
    },
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({WasmCacheProperties.class, MeterRegistry.class})
@ConditionalOnSingleCandidate(CompilationCache.class)
public final class WasmCacheMetricsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "wasmCacheTimers")
  CacheTimers wasmCacheTimers(WasmCacheProperties properties) {
    return new CacheTimers(properties.name());
  }

  @Bean
  @ConditionalOnMissingBean(name = "wasmCacheMeters")
  CacheMeters wasmCacheMeters(
      CompilationCache cache, CacheTimers timers, WasmCacheProperties properties) {
    return new CacheMeters(cache, timers, properties.name());
  }

  @Bean
  @ConditionalOnMissingBean(name = "wasmCacheReasonMeters")
  ReasonMeters wasmCacheReasonMeters(WasmCacheProperties properties) {
    return new ReasonMeters(properties.name());
  }

  @Bean
  @ConditionalOnMissingBean(name = "wasmCacheUploadMeters")
  UploadMeters wasmCacheUploadMeters(
      CompilationCache cache, SharedTier shared, WasmCacheProperties properties) {
    return new UploadMeters(cache, shared, properties.name());
  }

  @Bean
  @ConditionalOnMissingBean(name = "wasmCacheMachineFactoryMeters")
  MachineFactoryMeters wasmCacheMachineFactoryMeters(WasmCacheProperties properties) {
    return new MachineFactoryMeters(properties.name());
  }

  @Bean
  @ConditionalOnMissingBean(name = "wasmCacheModuleMeters")
  ModuleMeters wasmCacheModuleMeters(
      ConfigurableListableBeanFactory beans, WasmCacheProperties properties) {
    Map<String, Snapshot<ModuleCacheStats>> modules = new LinkedHashMap<>();
    SimpleAutowireCandidateResolver.resolveAutowireCandidates(beans, ModuleCache.class)
        .forEach((name, live) -> modules.put(name, new Snapshot<>(live::stats, System::nanoTime)));
    return new ModuleMeters(modules, properties.name());
  }
}
