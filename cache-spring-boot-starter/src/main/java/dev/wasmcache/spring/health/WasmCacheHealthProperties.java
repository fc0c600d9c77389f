package dev.wasmcache.spring.health;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code wasm.cache.health.*}.
 *
 * @param failOn Problems that take the health of the application down. None unless set: a cache
 *     that does not work only makes starts slower.
 */
@ConfigurationProperties("wasm.cache.health")
public record WasmCacheHealthProperties(@DefaultValue Set<HealthProblem> failOn) {
  public WasmCacheHealthProperties {
    Set<HealthProblem> sorted = EnumSet.noneOf(HealthProblem.class);
    sorted.addAll(failOn);
    failOn = Collections.unmodifiableSet(sorted);
  }
}
