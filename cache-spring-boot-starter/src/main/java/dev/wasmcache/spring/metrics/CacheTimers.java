package dev.wasmcache.spring.metrics;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheListener;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Times compiles and reads. Has no registry when the cache is created, because a registry may
 * depend on beans that depend on the cache. What happens before is remembered, up to a limit, and
 * recorded later.
 */
final class CacheTimers implements CacheListener {

  private static final int MOST_REMEMBERED = 1000;

  // Buckets, not percentiles that the application computes: those of several instances cannot be
  // aggregated, and they double the CPU time of a start. These buckets are few; a percentile
  // histogram adds more.
  private static final Duration[] LOAD_BUCKETS =
      millis(1, 5, 10, 25, 50, 100, 250, 500, 1000, 5000);
  private static final Duration[] COMPILE_BUCKETS =
      millis(50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000);

  // The ends of a percentile histogram.
  private static final Duration SHORTEST_LOAD = Duration.ofNanos(100_000);
  private static final Duration LONGEST_COMPILE = Duration.ofMinutes(10);

  private final String cache;
  private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
  private final Queue<Consumer<MeterRegistry>> early = new ArrayBlockingQueue<>(MOST_REMEMBERED);

  CacheTimers(String cache) {
    this.cache = cache;
  }

  /** Records in a registry from now on. The first one also gets what was remembered. */
  synchronized void bindTo(MeterRegistry registry, Iterable<Tier> tiers) {
    compile(registry, true);
    compile(registry, false);
    for (Tier tier : tiers) {
      if (tier != Tier.MEMORY) {
        load(registry, tier);
      }
    }
    registries.add(registry);
    drain(registry);
  }

  @Override
  public void onRequest(Tier tier, CacheKey key, Outcome outcome, Duration elapsed) {
    if (outcome == Outcome.HIT) {
      record(registry -> load(registry, tier).record(elapsed));
    }
  }

  @Override
  public void onCompile(CompileRequest request, Duration elapsed, @Nullable Throwable failure) {
    record(registry -> compile(registry, failure == null).record(elapsed));
  }

  private void record(Consumer<MeterRegistry> sample) {
    if (registries.isEmpty()) {
      boolean unused = early.offer(sample);
      // A registry may have been bound and may have drained the queue just before.
      if (!registries.isEmpty()) {
        drain(registries.get(0));
      }
      return;
    }
    registries.forEach(sample);
  }

  private void drain(MeterRegistry registry) {
    for (Consumer<MeterRegistry> sample = early.poll(); sample != null; sample = early.poll()) {
      sample.accept(registry);
    }
  }

  private Timer compile(MeterRegistry registry, boolean success) {
    return Timer.builder("wasm.cache.compile")
        .description("Compiles of modules that were not in the cache")
        .tag("cache", cache)
        .tag("outcome", success ? "success" : "failure")
        .serviceLevelObjectives(COMPILE_BUCKETS)
        .maximumExpectedValue(LONGEST_COMPILE)
        .register(registry);
  }

  private Timer load(MeterRegistry registry, Tier tier) {
    return Timer.builder("wasm.cache.load")
        .description("Reads of compiled modules, verification included")
        .tag("cache", cache)
        .tag("tier", tier.id())
        .serviceLevelObjectives(LOAD_BUCKETS)
        .minimumExpectedValue(SHORTEST_LOAD)
        .register(registry);
  }

  private static Duration[] millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
