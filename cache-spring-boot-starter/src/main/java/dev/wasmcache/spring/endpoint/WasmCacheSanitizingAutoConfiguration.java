package dev.wasmcache.spring.endpoint;

import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Keeps secrets, private keys and addresses with passwords out of the actuator's endpoints, even
 * where values are shown.
 */
@AutoConfiguration(after = WasmCacheAutoConfiguration.class)
@ConditionalOnClass(SanitizingFunction.class)
@ConditionalOnBean(WasmCacheProperties.class)
public final class WasmCacheSanitizingAutoConfiguration {

  // As a property, as an environment variable, or written any other way that binds.
  private static final Pattern SECRET =
      Pattern.compile("wasmcacheintegritykeys\\d+(secret|privatekey)|wasmcachesharedredisurl");

  @Bean
  @ConditionalOnMissingBean(name = "wasmCacheSanitizingFunction")
  SanitizingFunction wasmCacheSanitizingFunction() {
    return data -> isSecret(data) ? data.withSanitizedValue() : data;
  }

  private static boolean isSecret(SanitizableData data) {
    String key = data.getKey().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return SECRET.matcher(key).matches();
  }
}
