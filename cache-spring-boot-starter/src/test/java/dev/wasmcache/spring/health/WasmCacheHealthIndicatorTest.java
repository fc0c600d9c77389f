package dev.wasmcache.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

final class WasmCacheHealthIndicatorTest {

  @TempDir Path directory;

  @Test
  void health_allWell_isUpWithDetails() {
    runner()
        .run(
            context -> {
              context
                  .getBean(CompilationCache.class)
                  .getOrCompile(Modules.request(1), Modules::artifact);
              context.getBean(DiskStore.class).collect();
              Health health = health(context);
              assertThat(health.getStatus()).isEqualTo(Status.UP);
              assertThat(health.getDetails())
                  .containsEntry("cache", "wasm")
                  .containsEntry("mode", "read-write")
                  .containsKeys("memory", "disk")
                  .doesNotContainKey("lastProblem");
              assertThat(disk(health))
                  .containsEntry("path", directory.resolve("cache").toRealPath().toString())
                  .containsEntry("entries", 1L)
                  .containsEntry("corrupt", 0L)
                  .containsEntry("unauthentic", 0L)
                  .containsEntry("errors", 0L)
                  .containsKeys("free", "size", "limit");
            });
  }

  @Test
  void health_directoryUnusable_isDegradedWhileTheApplicationIsUp() throws IOException {
    Files.writeString(directory.resolve("cache"), "a file");
    runner()
        .run(
            context -> {
              Health health = health(context);
              assertThat(health.getStatus()).isEqualTo(new Status("DEGRADED"));
              assertThat(disk(health))
                  .containsEntry("path", directory.resolve("cache").toString())
                  .containsKeys("problem", "remedy");
              assertThat(context.getBean(HealthEndpoint.class).health().getStatus())
                  .isEqualTo(Status.UP);
            });
  }

  @Test
  void health_degradedInReadinessGroup_leavesTheApplicationReady() throws IOException {
    Files.writeString(directory.resolve("cache"), "a file");
    runner()
        .withConfiguration(
            AutoConfigurations.of(
                ApplicationAvailabilityAutoConfiguration.class,
                AvailabilityHealthContributorAutoConfiguration.class,
                AvailabilityProbesAutoConfiguration.class))
        .withPropertyValues(
            "management.endpoint.health.probes.enabled=true",
            "management.endpoint.health.group.readiness.include=readinessState,wasmCache")
        .run(
            context -> {
              AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
              HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
              assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(Status.UP);
              assertThat(endpoint.healthForPath("wasmCache").getStatus())
                  .isEqualTo(new Status("DEGRADED"));
            });
  }

  @Test
  void health_forgedEntry_isDegraded() {
    runner()
        .run(
            context ->
                context
                    .getBean(CompilationCache.class)
                    .getOrCompile(Modules.request(1), Modules::artifact));
    runner()
        .withPropertyValues(
            "wasm.cache.integrity.keys[0].id=a",
            "wasm.cache.integrity.keys[0].secret="
                + Base64.getEncoder().encodeToString(new byte[32]))
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              cache.getOrCompile(Modules.request(1), Modules::artifact);
              Health health = health(context);
              assertThat(health.getStatus()).isEqualTo(new Status("DEGRADED"));
              assertThat(disk(health)).containsEntry("unauthentic", 1L);
              assertThat(health.getDetails().get("lastProblem"))
                  .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
                  .containsEntry("tier", "disk")
                  .containsEntry("outcome", "unauthentic")
                  .containsKey("seenAt");
            });
  }

  @Test
  void health_damagedEntry_isUpAndCounted() {
    runner()
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              cache.getOrCompile(Modules.request(1), Modules::artifact);
              damageEntries();
            });
    runner()
        .run(
            context -> {
              context
                  .getBean(CompilationCache.class)
                  .getOrCompile(Modules.request(1), Modules::artifact);
              Health health = health(context);
              assertThat(health.getStatus()).isEqualTo(Status.UP);
              assertThat(disk(health)).containsEntry("corrupt", 1L);
            });
  }

  @Test
  void health_volumeShortOfSpace_isDegraded() {
    runner()
        .withPropertyValues("wasm.cache.disk.min-free-space=8000000TB")
        .run(context -> assertThat(health(context).getStatus()).isEqualTo(new Status("DEGRADED")));
  }

  @Test
  void health_switchedOff_isNoBean() {
    runner()
        .withPropertyValues("management.health.wasmcache.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("wasmCacheHealthIndicator"));
  }

  @Test
  void health_ownContributor_replacesIt() {
    runner()
        .withBean(
            "wasmCacheHealthIndicator", HealthIndicator.class, () -> () -> Health.down().build())
        .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
  }

  private void damageEntries() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".wasmcache")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
      }
    }
  }

  private ApplicationContextRunner runner() {
    return StarterRunner.in(directory);
  }

  private static Health health(ApplicationContext context) {
    return context.getBean("wasmCacheHealthIndicator", HealthIndicator.class).health();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> disk(Health health) {
    return (Map<String, Object>) health.getDetails().get("disk");
  }
}
