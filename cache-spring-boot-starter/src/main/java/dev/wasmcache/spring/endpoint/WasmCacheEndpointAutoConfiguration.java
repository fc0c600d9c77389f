package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.spring.DiskTier;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Configures the endpoint {@code wasmcache}. */
@AutoConfiguration(
    after = {WasmCacheAutoConfiguration.class, WasmCacheEndiveAutoConfiguration.class})
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(WasmCacheEndpoint.class)
@ConditionalOnBean(WasmCacheProperties.class)
@ConditionalOnSingleCandidate(CompilationCache.class)
public final class WasmCacheEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  WasmCacheEndpoint wasmCacheEndpoint(
      WasmCacheProperties properties,
      CompilationCache cache,
      DiskTier disk,
      Integrity integrity,
      ObjectProvider<Engine<?>> engines,
      ConfigurableListableBeanFactory beans) {
    Map<String, ModuleCache<?>> modules = new LinkedHashMap<>();
    SimpleAutowireCandidateResolver.resolveAutowireCandidates(beans, ModuleCache.class)
        .forEach(modules::put);
    SummaryWriter summary =
        new SummaryWriter(
            properties, cache, disk, integrity, engines.orderedStream().toList(), modules);
    return new WasmCacheEndpoint(cache, modules.values(), summary);
  }
}
