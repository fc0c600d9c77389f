package dev.wasmcache.spring.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the published meters after real traffic with the test's own counts. */
final class MetersAgainstOwnCountTest {

  private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

  @TempDir Path directory;

  @Test
  void scrape_afterTraffic_isWhatListenersCounted() throws IOException {
    Map<CacheKey, Duration> compiledBefore;
    try (ObservedApplication first = ObservedApplication.start(directory)) {
      for (int module = 0; module < 5; module++) {
        first.modules().load(Modules.answering(module));
      }
      compiledBefore = Map.copyOf(first.count().compileTimes);
      compare(first.scrape(), first.count());
    }
    assertThat(compiledBefore).hasSize(5);
    damageOneEntry();
    try (ObservedApplication second = ObservedApplication.start(directory)) {
      for (int round = 0; round < 3; round++) {
        for (int module = 0; module < 7; module++) {
          second.modules().load(Modules.answering(module));
        }
      }
      byte[] broken = "no module".getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> second.modules().load(broken));
      ObservedApplication.OwnCount count = second.count();
      Scrape scrape = second.scrape();
      compare(scrape, count);

      // In addition to the listeners: the calls of this test, whose outcomes it knows.
      assertThat(scrape.sum("wasm_cache_requests_total", "tier=disk", "outcome=hit")).isEqualTo(4);
      assertThat(scrape.sum("wasm_cache_requests_total", "tier=disk", "outcome=miss")).isEqualTo(3);
      assertThat(scrape.sum("wasm_cache_requests_total", "tier=disk", "outcome=corrupt"))
          .isEqualTo(1);
      assertThat(scrape.sum("wasm_cache_requests_total", "tier=memory", "outcome=hit")).isZero();
      assertThat(scrape.sum("wasm_cache_requests_total", "tier=memory", "outcome=miss"))
          .isEqualTo(8);
      assertThat(scrape.sum("wasm_cache_writes_total", "tier=disk", "outcome=stored")).isEqualTo(3);
      assertThat(scrape.sum("wasm_cache_compile_seconds_count", "outcome=success")).isEqualTo(3);
      assertThat(scrape.sum("wasm_cache_compile_seconds_count", "outcome=failure")).isEqualTo(1);
      assertThat(scrape.sum("wasm_cache_compile_reasons_total", "reason=corrupt")).isEqualTo(1);
      assertThat(scrape.sum("wasm_cache_compile_reasons_total", "reason=never-seen")).isEqualTo(3);
      assertThat(scrape.sum("wasm_cache_modules_live")).isEqualTo(7);
      assertThat(scrape.sum("wasm_cache_modules_hits_total")).isEqualTo(14);
      assertThat(scrape.sum("wasm_cache_modules_failures_total")).isEqualTo(1);

      double saved =
          count.found.entrySet().stream()
              .mapToDouble(hit -> compiledBefore.get(hit.getKey()).toNanos() / 1e9 * hit.getValue())
              .sum();
      assertThat(count.found).hasSize(4);
      assertThat(scrape.sum("wasm_cache_compile_saved_seconds_total"))
          .isPositive()
          .isCloseTo(saved, ROUNDING);
    }
  }

  @Test
  void scrape_afterMemoryHits_countsThem() {
    try (ObservedApplication application = ObservedApplication.start(directory)) {
      for (int round = 0; round < 4; round++) {
        application.cache().getOrCompile(Modules.request(1), Modules::artifact);
      }
      Scrape scrape = application.scrape();
      compare(scrape, application.count());
      assertThat(scrape.sum("wasm_cache_requests_total", "tier=memory", "outcome=hit"))
          .isEqualTo(3);
      assertThat(scrape.sum("wasm_cache_requests_total", "tier=memory", "outcome=miss"))
          .isEqualTo(1);
      assertThat(scrape.sum("wasm_cache_compile_saved_seconds_total"))
          .isCloseTo(3 * Modules.COMPILE_TIME.toMillis() / 1e3, ROUNDING);
    }
  }

  @Test
  void scrape_afterEvictions_showsThemAndWhatWasNeededAgain() throws IOException {
    try (ObservedApplication application =
        ObservedApplication.start(
            directory, "wasm.cache.disk.max-size=1MB", "wasm.cache.memory.max-size=0")) {
      for (int module = 0; module < 8; module++) {
        application.cache().getOrCompile(Modules.request(module), MetersAgainstOwnCountTest::large);
      }
      application.bean(DiskStore.class).collect();
      long evicted = 8 - entries().size();
      assertThat(evicted).isPositive();
      for (int module = 0; module < 8; module++) {
        application.cache().getOrCompile(Modules.request(module), MetersAgainstOwnCountTest::large);
      }
      Scrape scrape = application.scrape();
      ObservedApplication.OwnCount count = application.count();
      compare(scrape, count);
      assertThat(scrape.sum("wasm_cache_evictions_total", "tier=disk", "cause=size"))
          .isGreaterThanOrEqualTo(evicted);
      assertThat(scrape.sum("wasm_cache_thrash_total"))
          .isGreaterThanOrEqualTo(evicted)
          .isEqualTo(count.of("reason evicted"));
      assertThat(scrape.sum("wasm_cache_limit_bytes", "tier=disk")).isEqualTo(1 << 20);
    }
  }

  /** Every series that listeners are notified of, including those at zero. */
  private static void compare(Scrape scrape, ObservedApplication.OwnCount count) {
    for (Outcome outcome : Outcome.values()) {
      if (outcome != Outcome.STORED) {
        String id = outcome.id();
        assertThat(scrape.sum("wasm_cache_requests_total", "tier=disk", "outcome=" + id))
            .as(id)
            .isEqualTo(count.of("request disk " + id));
      }
    }
    for (String outcome : List.of("success", "failure")) {
      String label = "outcome=" + outcome;
      assertThat(scrape.sum("wasm_cache_compile_seconds_count", label))
          .as(outcome)
          .isEqualTo(count.of("compile " + outcome));
      assertThat(scrape.sum("wasm_cache_compile_seconds_sum", label))
          .isCloseTo(count.of("compile nanos " + outcome) / 1e9, ROUNDING);
    }
    assertThat(scrape.sum("wasm_cache_load_seconds_count", "tier=disk"))
        .isEqualTo(count.of("request disk hit"));
    assertThat(scrape.sum("wasm_cache_load_seconds_sum", "tier=disk"))
        .isCloseTo(count.of("read nanos disk") / 1e9, ROUNDING);
    for (MissReason.Kind kind : MissReason.Kind.values()) {
      if (kind != MissReason.Kind.PRESENT) {
        assertThat(scrape.sum("wasm_cache_compile_reasons_total", "reason=" + kind.id()))
            .as(kind.id())
            .isEqualTo(count.of("reason " + kind.id()));
      }
    }
    for (Origin origin : Origin.values()) {
      assertThat(scrape.sum("wasm_cache_modules_loads_total", "origin=" + origin.id()))
          .as(origin.id())
          .isEqualTo(count.of("load " + origin.id()));
    }
  }

  private static Artifact large(CompileRequest request) {
    return Artifact.builder().content(new byte[300_000]).compileTime(Modules.COMPILE_TIME).build();
  }

  private void damageOneEntry() throws IOException {
    Path file = entries().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(path -> path.toString().endsWith(".wasmcache")).toList();
    }
  }
}
