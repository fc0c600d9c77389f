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

/** Configures the observations {@code wasm.cache.*}, if there is a registry for them. */
@AutoConfiguration(
    after = WasmCacheAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@Lazy
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@ConditionalOnClass(ObservationRegistry.class)
public final class WasmCacheObservationAutoConfiguration {

  @Bean
  @ConditionalOnBean(name = WasmCacheAutoConfiguration.PROPERTIES)
  @ConditionalOnSingleCandidate(ObservationRegistry.class)
  @ConditionalOnMissingBean(name = "wasmCacheObservingInterceptor")
  ObservingInterceptor wasmCacheObservingInterceptor(
      WasmCacheProperties properties, ObjectProvider<ObservationRegistry> registry) {
    return new ObservingInterceptor(properties.name(), registry);
  }
}
