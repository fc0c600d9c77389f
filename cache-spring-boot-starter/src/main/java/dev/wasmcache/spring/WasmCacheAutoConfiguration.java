package dev.wasmcache.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * Configures the compilation cache and its disk tier. Backs off for the application's own.
 *
 * <p>An application that loads no module pays for nothing: beans are created when they are needed,
 * except by {@link StartChecks}, and {@link OnDemand} defines them without annotations.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@EnableConfigurationProperties(WasmCacheProperties.class)
@Import(OnDemand.class)
public final class WasmCacheAutoConfiguration {

  /** The bean of the properties: looking for a name costs less than looking for a type. */
  public static final String PROPERTIES = "wasm.cache-dev.wasmcache.spring.WasmCacheProperties";
}
