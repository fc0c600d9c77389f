package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.chicory.WasmCacheChicoryAutoConfiguration;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import dev.wasmcache.spring.warmup.WarmUp;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Configures the endpoint {@code wasmcache}. */
@AutoConfiguration(
    after = {
      WasmCacheAutoConfiguration.class,
      WasmCacheChicoryAutoConfiguration.class,
      WasmCacheEndiveAutoConfiguration.class
    },
    // That one imports the archive servlet if these beans exist.
    beforeName =
        "org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration")
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
      SharedTier shared,
      Integrity integrity,
      ObjectProvider<Engine<?>> engines,
      ConfigurableListableBeanFactory beans) {
    return new WasmCacheEndpoint(
        properties,
        cache,
        disk,
        shared,
        integrity,
        engines.orderedStream().toList(),
        modules(beans));
  }

  /** Receives every load from the first one on, so it must not depend on beans that load. */
  @Bean
  @ConditionalOnMissingBean
  ModuleJournal wasmCacheModuleJournal() {
    return new ModuleJournal(InstantSource.system());
  }

  @Bean
  @ConditionalOnMissingBean
  VerificationJob wasmCacheVerificationJob(CompilationCache cache) {
    return new VerificationJob(cache, InstantSource.system());
  }

  @Bean
  @ConditionalOnMissingBean
  Operations wasmCacheOperations(
      CompilationCache cache,
      ModuleJournal journal,
      VerificationJob verification,
      ObjectProvider<WarmUp> warmUps,
      ConfigurableListableBeanFactory beans) {
    Map<String, ModuleCache<?>> modules = modules(beans);
    return new Operations(
        new EntryOperations(cache, modules.values(), InstantSource.system()),
        new ModuleOperations(cache, modules, journal, () -> warmUps.orderedStream().toList()),
        verification);
  }

  @Bean
  @ConditionalOnMissingBean
  ArchiveOperations wasmCacheArchiveOperations(
      CompilationCache cache, WasmCacheProperties properties) {
    ArchiveLimits limits =
        new ArchiveLimits(
            ArchiveLimits.DEFAULT_MAXIMUM_ENTRIES,
            properties.disk().maxSize().toBytes(),
            properties.maxEntrySize().toBytes());
    return new ArchiveOperations(cache, limits, InstantSource.system());
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint(
      endpoint = WasmCacheEndpoint.class,
      exposure = EndpointExposure.WEB)
  WasmCacheWebExtension wasmCacheWebExtension(Operations operations) {
    return new WasmCacheWebExtension(operations);
  }

  @Bean
  @ConditionalOnMissingBean
  ArgumentsAdvisor wasmCacheArgumentsAdvisor() {
    return new ArgumentsAdvisor();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint(
      endpoint = WasmCacheEndpoint.class,
      exposure = EndpointExposure.JMX)
  WasmCacheJmxExtension wasmCacheJmxExtension(Operations operations) {
    return new WasmCacheJmxExtension(operations);
  }

  private static Map<String, ModuleCache<?>> modules(ConfigurableListableBeanFactory beans) {
    Map<String, ModuleCache<?>> modules = new LinkedHashMap<>();
    SimpleAutowireCandidateResolver.resolveAutowireCandidates(beans, ModuleCache.class)
        .forEach(modules::put);
    return modules;
  }
}
