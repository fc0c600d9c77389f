package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.endive.EndiveEngine;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** The starter with and without each of its optional dependencies. */
final class ClassPathTest {

  @TempDir Path directory;

  @Test
  void start_everything_hasEveryBean() {
    StarterRunner.in(directory)
        .run(
            context ->
                assertThat(context)
                    .hasBean("endiveModules")
                    .hasBean("endiveEngine")
                    .hasBean("wasmCacheHealthIndicator")
                    .hasBean("wasmCacheMeters")
                    .hasBean("wasmCacheEndpoint")
                    .hasBean("wasmCacheSanitizingFunction"));
  }

  @Test
  void start_withoutEndive_hasTheRest() {
    StarterRunner.in(directory)
        .withClassLoader(new FilteredClassLoader(EndiveEngine.class))
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean("endiveModules")
                    .hasSingleBean(CompilationCache.class)
                    .hasBean("wasmCacheEndpoint"));
  }

  @Test
  void start_withoutEndivesCompiler_hasTheRest() {
    StarterRunner.in(directory)
        .withClassLoader(new FilteredClassLoader("run.endive"))
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean("endiveModules")
                    .hasSingleBean(CompilationCache.class));
  }

  @Test
  void start_withoutMicrometer_hasTheRest() {
    ours()
        .withClassLoader(new FilteredClassLoader(MeterRegistry.class))
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean("wasmCacheMeters")
                    .doesNotHaveBean("wasmCacheTimers")
                    .hasBean("endiveModules"));
  }

  @Test
  void start_withoutHealth_hasTheRest() {
    ours()
        .withClassLoader(new FilteredClassLoader(HealthIndicator.class))
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean("wasmCacheHealthIndicator")
                    .hasBean("wasmCacheEndpoint"));
  }

  @Test
  void start_withoutActuator_hasTheRest() {
    ours()
        .withClassLoader(
            new FilteredClassLoader(ConditionalOnAvailableEndpoint.class, SanitizingFunction.class))
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean("wasmCacheEndpoint")
                    .doesNotHaveBean("wasmCacheSanitizingFunction")
                    .hasBean("endiveModules"));
  }

  @Test
  void start_inWebApplication_hasEveryBean() {
    new WebApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(StarterRunner.OURS))
        .withPropertyValues("wasm.cache.disk.directory=" + directory.resolve("cache"))
        .run(context -> assertThat(context).hasBean("endiveModules"));
  }

  @Test
  void endpoint_notExposed_isNoBean() {
    ours()
        .withPropertyValues("management.endpoints.web.exposure.include=health")
        .run(context -> assertThat(context).doesNotHaveBean("wasmCacheEndpoint"));
  }

  @Test
  void endpoint_withoutAccess_isNoBean() {
    StarterRunner.in(directory)
        .withPropertyValues("management.endpoint.wasmcache.access=NONE")
        .run(context -> assertThat(context).doesNotHaveBean("wasmCacheEndpoint"));
  }

  /** Without Boot's own configurations, which would need the filtered classes. */
  private ApplicationContextRunner ours() {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(StarterRunner.OURS))
        .withPropertyValues(
            "management.endpoints.web.exposure.include=*",
            "wasm.cache.disk.directory=" + directory.resolve("cache"));
  }
}
