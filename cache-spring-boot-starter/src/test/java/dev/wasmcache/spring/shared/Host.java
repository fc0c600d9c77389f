package dev.wasmcache.spring.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** An application on its own host, with a directory that no other application uses. */
record Host(ApplicationContext context) {

  static final String SECRET =
      Base64.getEncoder().encodeToString("a secret of 32 bytes, not random".getBytes());

  private static final Fingerprint FINGERPRINT =
      new Fingerprint("test", "1.0", Map.of(), "any", 1, 0);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final AtomicInteger UNKNOWN = new AtomicInteger(1_000_000);

  /** Returns a runner for a new host, with keys. */
  static ApplicationContextRunner withKeys(Path directory, String... properties) {
    return StarterRunner.in(directory.resolve("host-" + NUMBER.incrementAndGet()))
        .withPropertyValues(
            "wasm.cache.integrity.keys[0].id=a",
            "wasm.cache.integrity.keys[0].secret=" + SECRET,
            // A slow response of a busy machine is not a failure.
            "wasm.cache.shared.timeout=30s")
        .withPropertyValues(properties);
  }

  /** Makes a host compile a module, and waits until it is shared. */
  static void fill(ApplicationContextRunner host, int module) {
    host.run(
        context -> {
          Host first = new Host(context);
          first.load(module);
          first.awaitUploads(1);
          assertThat(first.compiled()).isEqualTo(1);
        });
  }

  /** Makes a host find what others share. */
  static void assertFound(ApplicationContextRunner host, int module) {
    host.run(
        context -> {
          Host second = new Host(context);
          second.load(module);
          assertThat(second.compiled()).isZero();
          assertThat(second.sharedHits()).isEqualTo(1);
        });
  }

  /** Makes a host compile what others do not share with it. */
  static void assertCompiled(ApplicationContextRunner host, int module) {
    host.run(
        context -> {
          Host second = new Host(context);
          second.load(module);
          assertThat(second.compiled()).isEqualTo(1);
        });
  }

  /** Waits until the shared tier works, and requests only modules meanwhile. */
  void awaitUsed() {
    loadUntil(() -> shared().uploads() > 0);
    loadUntil(() -> shared().reads() == GuardStats.State.UP);
    loadUntil(() -> shared().writes() == GuardStats.State.UP);
    assertThat(health().getDetails()).doesNotContainKey("problems");
  }

  /** Compiles while the shared tier does not work, and waits until that is known. */
  void compileUntilDown(int module) {
    load(module);
    assertThat(compiled()).isEqualTo(1);
    assertThat(health().getStatus().getCode()).isEqualTo("DEGRADED");
    loadUntil(() -> shared().reads() == GuardStats.State.DOWN);
    assertThat(health().getDetails().get("problems")).asString().contains("shared");
  }

  /** Compiles the test's own module, unless a host has already compiled it. */
  void load(int number) {
    cache().getOrCompile(request(number), Modules::artifact);
  }

  /** Returns the module with this number, for a stub compiler. */
  static CompileRequest request(int number) {
    byte[] wasm = ("module " + number).getBytes(StandardCharsets.US_ASCII);
    return CompileRequest.of(wasm, FINGERPRINT);
  }

  /** Loads modules until a condition holds. No host has any of them, so the shared tier is read. */
  void loadUntil(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              load(UNKNOWN.incrementAndGet());
              return condition.call();
            });
  }

  CompilationCache cache() {
    return context.getBean(CompilationCache.class);
  }

  long compiled() {
    return cache().stats().compilations();
  }

  long sharedHits() {
    return cache().stats().tier(Tier.SHARED).requests(Outcome.HIT);
  }

  GuardStats shared() {
    return cache().stats().tier(Tier.SHARED).guard();
  }

  void awaitUploads(long stored) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shared().uploads() >= stored);
  }

  Health health() {
    return context.getBean("wasmCacheHealthIndicator", HealthIndicator.class).health();
  }

  double meter(String name, String... tags) {
    return context.getBean(MeterRegistry.class).get(name).tags(tags).functionCounter().count();
  }
}
