package dev.wasmcache.spring;

import dev.wasmcache.spring.chicory.WasmCacheChicoryAutoConfiguration;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import dev.wasmcache.spring.endpoint.WasmCacheEndpointAutoConfiguration;
import dev.wasmcache.spring.endpoint.WasmCacheSanitizingAutoConfiguration;
import dev.wasmcache.spring.health.WasmCacheHealthContributorAutoConfiguration;
import dev.wasmcache.spring.info.WasmCacheInfoContributorAutoConfiguration;
import dev.wasmcache.spring.metrics.WasmCacheMetricsAutoConfiguration;
import dev.wasmcache.spring.observation.WasmCacheObservationAutoConfiguration;
import java.nio.file.Path;
import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Contexts with everything that the starter configures, and its prerequisites. */
public final class StarterRunner {

  static final Class<?>[] OURS = {
    WasmCacheAutoConfiguration.class,
    WasmCacheEndiveAutoConfiguration.class,
    WasmCacheEndpointAutoConfiguration.class,
    WasmCacheSanitizingAutoConfiguration.class,
    WasmCacheHealthContributorAutoConfiguration.class,
    WasmCacheInfoContributorAutoConfiguration.class,
    WasmCacheMetricsAutoConfiguration.class,
    WasmCacheObservationAutoConfiguration.class
  };

  private StarterRunner() {}

  /** Returns the same runner with Chicory beside Endive. */
  public static ApplicationContextRunner withChicory(ApplicationContextRunner runner) {
    return runner.withConfiguration(AutoConfigurations.of(WasmCacheChicoryAutoConfiguration.class));
  }

  /** Returns a runner whose cache is in a new directory below this one. */
  public static ApplicationContextRunner in(Path directory) {
    return withDefaults()
        .withPropertyValues("wasm.cache.disk.directory=" + directory.resolve("cache"));
  }

  public static ApplicationContextRunner withDefaults() {
    return new ApplicationContextRunner()
        .withPropertyValues("management.endpoints.web.exposure.include=*")
        .withConfiguration(AutoConfigurations.of(OURS))
        .withConfiguration(
            AutoConfigurations.of(
                ConfigurationPropertiesReportEndpointAutoConfiguration.class,
                EndpointAutoConfiguration.class,
                HealthEndpointAutoConfiguration.class,
                HealthContributorAutoConfiguration.class,
                HealthContributorRegistryAutoConfiguration.class,
                CompositeMeterRegistryAutoConfiguration.class,
                MetricsAutoConfiguration.class,
                PrometheusMetricsExportAutoConfiguration.class));
  }
}
