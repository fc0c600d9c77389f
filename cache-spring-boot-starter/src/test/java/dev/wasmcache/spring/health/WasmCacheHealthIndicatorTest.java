package dev.wasmcache.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.CompilationCacheBuilderCustomizer;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.SigningKeys;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
final class WasmCacheHealthIndicatorTest {

  private static final Status DEGRADED = new Status("DEGRADED");

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
                  .containsEntry("timeouts", 0L)
                  .containsEntry("readOnly", false)
                  .containsEntry("readsPaused", false)
                  .containsEntry("writesPaused", false)
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
            "wasm.cache.integrity.keys[0].secret=" + SigningKeys.secret())
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
  void health_directoryTurnedReadOnly_isDegraded() {
    runner()
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
              try (ReadOnlyDirectory unused =
                  ReadOnlyDirectory.of(directory.resolve("cache").toRealPath())) {
                Health health = health(context);
                assertThat(health.getStatus()).isEqualTo(DEGRADED);
                assertThat(health.getDetails()).containsEntry("problems", List.of("disk"));
                assertThat(disk(health)).containsEntry("readOnly", true);
              }
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            });
  }

  @Test
  void health_layers_namesTheirDirectories() throws IOException {
    Path layer = directory.resolve("layer");
    DiskStore.builder(layer).build().close();
    runner()
        .withPropertyValues("wasm.cache.disk.read-only-directories=" + layer)
        .run(
            context -> {
              context
                  .getBean(CompilationCache.class)
                  .getOrCompile(Modules.request(1), Modules::artifact);
              assertThat(details(health(context), "layer"))
                  .containsEntry("directories", List.of(layer.toRealPath().toString()))
                  .containsEntry("corrupt", 0L)
                  .containsEntry("readsPaused", false)
                  .doesNotContainKey("writesPaused");
            });
  }

  @Test
  void health_tierThatFails_isPausedAndDegraded() {
    failing()
        .run(
            context -> {
              failUntilPaused(context);
              Health health = health(context);
              assertThat(health.getStatus()).isEqualTo(DEGRADED);
              assertThat(health.getDetails()).containsEntry("problems", List.of("shared"));
              assertThat(details(health, "shared"))
                  .containsEntry("readsPaused", true)
                  .containsEntry("timeouts", 0L);
              // The third failure is that of the look before any request.
              assertThat((Long) details(health, "shared").get("errors")).isBetween(2L, 3L);
            });
  }

  @Test
  void health_tierThatFails_isDownForWhoAsksForIt() {
    failing()
        .withPropertyValues("wasm.cache.health.fail-on=shared,unauthentic")
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
              failUntilPaused(context);
              assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
              assertThat(context.getBean(HealthEndpoint.class).health().getStatus())
                  .isEqualTo(Status.DOWN);
            });
  }

  @Test
  void health_anotherProblemThanAskedFor_isDegradedOnly() {
    failing()
        .withPropertyValues("wasm.cache.health.fail-on=disk,layer,space,unauthentic")
        .run(
            context -> {
              failUntilPaused(context);
              assertThat(health(context).getStatus()).isEqualTo(DEGRADED);
              assertThat(context.getBean(HealthEndpoint.class).health().getStatus())
                  .isEqualTo(Status.UP);
            });
  }

  @Test
  void health_downByRequest_leavesTheApplicationReady() throws IOException {
    Files.writeString(directory.resolve("cache"), "a file");
    runner()
        .withConfiguration(
            AutoConfigurations.of(
                ApplicationAvailabilityAutoConfiguration.class,
                AvailabilityHealthContributorAutoConfiguration.class,
                AvailabilityProbesAutoConfiguration.class))
        .withPropertyValues(
            "management.endpoint.health.probes.enabled=true", "wasm.cache.health.fail-on=disk")
        .run(
            context -> {
              AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
              HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
              assertThat(endpoint.health().getStatus()).isEqualTo(Status.DOWN);
              assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(Status.UP);
            });
  }

  @Test
  void start_unknownProblemToFailOn_namesThePropertyAndTheChoices(CapturedOutput output) {
    SpringApplicationBuilder application =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .properties("wasm.cache.disk.enabled=false", "wasm.cache.health.fail-on=disk,weather");
    assertThatThrownBy(application::run);
    assertThat(output)
        .contains("wasm.cache.health.fail-on", "weather", "DISK", "SHARED", "UNAUTHENTIC");
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

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  /** A cache whose shared tier fails every call. */
  private ApplicationContextRunner failing() {
    return runner()
        .withBean(
            CompilationCacheBuilderCustomizer.class,
            () -> builder -> builder.shared(new FailingStore()));
  }

  private static void failUntilPaused(ApplicationContext context) {
    CompilationCache cache = context.getBean(CompilationCache.class);
    for (int number = 0; !cache.stats().tier(Tier.SHARED).readsPaused(); number++) {
      assertThat(cache.get(Modules.request(number).key())).isEmpty();
    }
  }

  private static final class FailingStore implements ArtifactStore {
    @Override
    public Optional<StoredEntry> get(CacheKey key) throws IOException {
      throw new IOException("no connection");
    }

    @Override
    public void put(CacheKey key, EntryContent content) throws IOException {
      throw new IOException("no connection");
    }

    @Override
    public boolean delete(CacheKey key) throws IOException {
      throw new IOException("no connection");
    }

    @Override
    public void close() {}
  }

  private ApplicationContextRunner runner() {
    return StarterRunner.in(directory);
  }

  private static Health health(ApplicationContext context) {
    return context.getBean("wasmCacheHealthIndicator", HealthIndicator.class).health();
  }

  private static Map<String, Object> disk(Health health) {
    return details(health, "disk");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> details(Health health, String tier) {
    return (Map<String, Object>) health.getDetails().get(tier);
  }
}
