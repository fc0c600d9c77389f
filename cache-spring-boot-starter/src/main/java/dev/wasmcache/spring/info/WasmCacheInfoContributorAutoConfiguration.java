package dev.wasmcache.spring.info;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.chicory.WasmCacheChicoryAutoConfiguration;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Configures the information {@code wasmCache}. Off unless enabled, like Boot's own contributors
 * that describe the machine: it shows a path and the names of keys, and many applications expose
 * their information publicly.
 */
@AutoConfiguration(
    after = {
      WasmCacheAutoConfiguration.class,
      WasmCacheChicoryAutoConfiguration.class,
      WasmCacheEndiveAutoConfiguration.class
    })
@ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
@ConditionalOnBean(WasmCacheProperties.class)
@ConditionalOnSingleCandidate(CompilationCache.class)
@ConditionalOnEnabledInfoContributor(
    value = "wasmcache",
    fallback = InfoContributorFallback.DISABLE)
public final class WasmCacheInfoContributorAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  WasmCacheInfoContributor wasmCacheInfoContributor(
      WasmCacheProperties properties,
      CompilationCache cache,
      DiskTier disk,
      SharedTier shared,
      Integrity integrity,
      ObjectProvider<Engine<?>> engines) {
    return new WasmCacheInfoContributor(
        properties, cache, disk, shared, integrity, engines.orderedStream().toList());
  }
}
