package dev.wasmcache.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.spring.endpoint.WasmCacheEndpoint;
import dev.wasmcache.stats.VerifyOutcome;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;

/** An entry of a real engine, correctly signed, that has the code of another module. */
@ExtendWith(OutputCaptureExtension.class)
final class VerifiedHitsTest {

  private static final byte[] WASM = Modules.answering(42);

  @TempDir Path directory;

  @Test
  void D31_load_signedEntryWithOtherCode_isFoundShownKeptAndReplaced(CapturedOutput output) {
    storeOtherCode();
    runner("wasm.cache.verify.sample-rate=1")
        .run(
            context -> {
              assertThat(answer(context)).as("the other code").isEqualTo(7);
              await(context, VerifyOutcome.MISMATCH);

              Health health = health(context);
              assertThat(health.getStatus()).isEqualTo(new Status("DEGRADED"));
              assertThat(health.getDetails())
                  .containsEntry("problems", List.of("mismatch"))
                  .containsEntry(
                      "verifications",
                      Map.of("match", 0L, "mismatch", 1L, "skipped", 0L, "failed", 0L));
              assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
                  .containsPattern("wasm_cache_verify_total\\{.*\"mismatch\".*} 1.0")
                  .containsPattern("wasm_cache_verify_total\\{.*\"match\".*} 0.0");
              assertThat(context.getBean(WasmCacheEndpoint.class).summary().verifications())
                  .containsExactly(Map.entry("mismatch", 1L));
              String key = key(context).toHex();
              assertThat(output).contains("'guest' (" + key, "but compiled again it has");
              Path kept = directory.resolve("cache/v1/.mismatches");
              assertThat(kept.resolve(key + ".served"))
                  .hasBinaryContent(compiled(context, Modules.answering(7)));
              assertThat(kept.resolve(key + ".compiled")).hasBinaryContent(compiled(context, WASM));
            });
    runner("wasm.cache.verify.sample-rate=1")
        .run(
            context -> {
              assertThat(answer(context)).as("replaced").isEqualTo(42);
              await(context, VerifyOutcome.MATCH);
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
              assertThat(context.getBean(CompilationCache.class).stats().compilations()).isZero();
            });
  }

  @Test
  void D31_health_failOnMismatch_isDown() {
    storeOtherCode();
    runner("wasm.cache.verify.sample-rate=1", "wasm.cache.health.fail-on=mismatch")
        .run(
            context -> {
              answer(context);
              await(context, VerifyOutcome.MISMATCH);
              assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
            });
  }

  @Test
  void load_withoutSampleRate_verifiesNothingAndPublishesNothing() {
    storeOtherCode();
    runner()
        .run(
            context -> {
              assertThat(answer(context)).isEqualTo(7);
              assertThat(context.getBean(CompilationCache.class).stats().verifications()).isEmpty();
              assertThat(health(context).getDetails()).doesNotContainKey("verifications");
              assertThat(context.getBean(WasmCacheEndpoint.class).summary().verifications())
                  .isNull();
              assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
                  .doesNotContain("wasm_cache_verify");
            });
  }

  @Test
  void start_verificationWhereNothingIsCompiled_isRefused() {
    runner("wasm.cache.verify.sample-rate=10", "wasm.cache.mode=required")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("wasm.cache.verify.sample-rate")
                    .hasMessageContaining("required"));
  }

  private void storeOtherCode() {
    runner()
        .run(
            context ->
                context
                    .getBean(CompilationCache.class)
                    .put(
                        key(context),
                        context.getBean(EndiveEngine.class).compile(Modules.answering(7))));
  }

  private ApplicationContextRunner runner(String... properties) {
    return StarterRunner.in(directory)
        .withPropertyValues(
            "wasm.cache.integrity.keys[0].id=a",
            "wasm.cache.integrity.keys[0].secret=YSBzZWNyZXQgb2YgMzIgYnl0ZXMsIG5vdCByYW5kb20=")
        .withPropertyValues(properties);
  }

  private static CacheKey key(ApplicationContext context) {
    return CompileRequest.of(WASM, context.getBean(EndiveEngine.class).fingerprint()).key();
  }

  private static byte[] compiled(ApplicationContext context, byte[] wasm) {
    return context.getBean(EndiveEngine.class).compile(wasm).bytes();
  }

  private static long answer(ApplicationContext context) {
    ResolvableType type =
        ResolvableType.forClassWithGenerics(ModuleCache.class, EndiveModule.class);
    ModuleCache<EndiveModule> modules =
        context.<ModuleCache<EndiveModule>>getBeanProvider(type).getObject();
    return modules.load("guest", () -> WASM).instanceBuilder().build().export("answer").apply()[0];
  }

  private static void await(ApplicationContext context, VerifyOutcome outcome) {
    CompilationCache cache = context.getBean(CompilationCache.class);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(60))
        .until(() -> cache.stats().verifications(outcome) == 1);
  }

  private static Health health(ApplicationContext context) {
    return context.getBean("wasmCacheHealthIndicator", HealthIndicator.class).health();
  }
}
