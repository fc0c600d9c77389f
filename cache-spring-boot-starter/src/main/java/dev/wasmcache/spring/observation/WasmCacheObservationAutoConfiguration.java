package dev.wasmcache.spring.observation;

import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Configures the observations {@code wasm.cache.*}, if there is a registry for them.
 *
 * <p>Only with Spring Boot's module for observations: the interface of the registry is on the class
 * path of every Spring application, so that it alone would have this configuration read at every
 * start.
 */
@AutoConfiguration(
    after = WasmCacheAutoConfiguration.class,
    afterName = WasmCacheObservationAutoConfiguration.BOOT)
@Lazy
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@ConditionalOnClass(name = WasmCacheObservationAutoConfiguration.BOOT)
@ConditionalOnBean(name = WasmCacheAutoConfiguration.PROPERTIES)
public final class WasmCacheObservationAutoConfiguration {

  static final String BOOT =
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration";

  @Bean
  @ConditionalOnSingleCandidate(ObservationRegistry.class)
  @ConditionalOnMissingBean(name = "wasmCacheObservingInterceptor")
  ObservingInterceptor wasmCacheObservingInterceptor(
      WasmCacheProperties properties, ObjectProvider<ObservationRegistry> registry) {
    return new ObservingInterceptor(properties.name(), registry);
  }
}
