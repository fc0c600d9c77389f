package dev.wasmcache.spring.shared;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Outcome;
import dev.wasmcache.Tier;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.SharedTier;
import dev.wasmcache.spring.StarterRunner;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** An application on a host of its own: with a directory that nobody else has. */
record Host(ApplicationContext context) {

  static final String SECRET =
      Base64.getEncoder().encodeToString("a secret of 32 bytes, not random".getBytes());

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Answers a runner for a new host, with keys. */
  static ApplicationContextRunner withKeys(Path directory, String... properties) {
    return StarterRunner.in(directory.resolve("host-" + NUMBER.incrementAndGet()))
        .withPropertyValues(
            "wasm.cache.integrity.keys[0].id=a", "wasm.cache.integrity.keys[0].secret=" + SECRET)
        .withPropertyValues(properties);
  }

  /** Has a module of the test's own compiled, unless somebody has. */
  void load(int number) {
    cache().getOrCompile(Modules.request(number), Modules::artifact);
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

  SharedTier.State shared() {
    return context.getBean(SharedTier.class).state().orElseThrow();
  }

  void awaitUploads(long stored) {
    Awaitility.await().until(() -> shared().stored() >= stored);
  }

  Health health() {
    return context.getBean("wasmCacheHealthIndicator", HealthIndicator.class).health();
  }

  double meter(String name, String... tags) {
    return context.getBean(MeterRegistry.class).get(name).tags(tags).functionCounter().count();
  }
}
