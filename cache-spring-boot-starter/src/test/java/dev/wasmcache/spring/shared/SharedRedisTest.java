package dev.wasmcache.spring.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.SharedTier;
import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Hosts that share a real Redis. Each has its own directory. */
@ExtendWith(OutputCaptureExtension.class)
final class SharedRedisTest {

  private static final String PASSWORD = "a-password-not-to-be-seen";
  private static final Duration LONG = Duration.ofSeconds(60);
  // Not the threads of the common pool, which may have only one.
  private static final Executor THREADS = task -> new Thread(task).start();
  private static final AtomicInteger MODULE = new AtomicInteger();

  private static RedisServer server;

  @TempDir Path directory;

  private final int module = MODULE.incrementAndGet();

  @BeforeAll
  static void start() {
    server = RedisServer.start("--requirepass", PASSWORD);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void load_secondHost_readsWhatTheFirstCompiled(CapturedOutput output) {
    host()
        .run(
            context -> {
              Host first = new Host(context);
              first.load(module);
              first.awaitUploads(1);
              assertThat(first.compiled()).isEqualTo(1);
              assertThat(first.meter("wasm.cache.uploads", "outcome", "stored")).isEqualTo(1);
            });
    host()
        .withPropertyValues("management.info.wasmcache.enabled=true")
        .run(
            context -> {
              Host second = new Host(context);
              second.load(module);
              assertThat(second.compiled()).isZero();
              assertThat(second.sharedHits()).isEqualTo(1);
              assertThat(second.meter("wasm.cache.requests", "tier", "shared", "outcome", "hit"))
                  .isEqualTo(1);
              assertThat(second.health().getStatus()).isEqualTo(Status.UP);
              assertThat(shared(second))
                  .containsEntry("type", "redis")
                  .containsEntry("address", "redis://127.0.0.1:" + server.port() + "/0")
                  .containsEntry("access", "read-write")
                  .containsEntry("reads", "up")
                  .containsEntry("uploadsDropped", 0L);
              assertThat(second.health().getDetails().toString()).doesNotContain(PASSWORD);
              assertThat(context.getBean(SharedTier.class).toString()).doesNotContain(PASSWORD);
              assertThat(context.getBean(WasmCacheSharedProperties.class).toString())
                  .doesNotContain(PASSWORD);
            });
    assertThat(output).doesNotContain(PASSWORD);
  }

  @Test
  void load_whileAnotherHostCompiles_waitsForItsModule() {
    whileCompiling(
        first ->
            host()
                .run(
                    context -> {
                      Host second = new Host(context);
                      CompletableFuture<Void> loaded =
                          CompletableFuture.runAsync(() -> second.load(module), THREADS);
                      await()
                          .atMost(LONG)
                          .until(
                              () ->
                                  second.cache().stats().tier(Tier.SHARED).requests(Outcome.MISS)
                                      > 0);
                      first.countDown();
                      loaded.get(60, TimeUnit.SECONDS);
                      assertThat(second.compiled()).isZero();
                      assertThat(second.sharedHits()).isEqualTo(1);
                    }));
  }

  @Test
  void load_whileAnotherHostCompilesAndNobodyWaits_compilesToo() {
    whileCompiling(
        first ->
            host()
                .withPropertyValues("wasm.cache.compile.max-wait=0")
                .run(
                    context -> {
                      Host second = new Host(context);
                      second.load(module);
                      assertThat(second.compiled()).isEqualTo(1);
                      first.countDown();
                    }));
  }

  /** Runs an action while a host compiles, until the latch lets the compile end. */
  private void whileCompiling(Consumer<CountDownLatch> work) {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    host()
        .run(
            context -> {
              CompletableFuture<Void> compiled =
                  CompletableFuture.runAsync(
                      () ->
                          new Host(context)
                              .cache()
                              .getOrCompile(
                                  Host.request(module),
                                  request -> {
                                    started.countDown();
                                    await().atMost(LONG).until(() -> end.getCount() == 0);
                                    return Modules.artifact(request);
                                  }),
                      THREADS);
              assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
              try {
                work.accept(end);
              } finally {
                end.countDown();
              }
              compiled.get(60, TimeUnit.SECONDS);
            });
  }

  @Test
  void load_otherPrefix_seesNothing() {
    Host.fill(host(), module);
    Host.assertCompiled(host().withPropertyValues("wasm.cache.shared.key-prefix=another"), module);
  }

  @Test
  void load_readOnly_storesNothing() {
    host()
        .withPropertyValues("wasm.cache.shared.access=read-only")
        .run(
            context -> {
              Host reader = new Host(context);
              reader.load(module);
              assertThat(reader.compiled()).isEqualTo(1);
              assertThat(reader.shared().uploads() + reader.shared().queuedUploads()).isZero();
              assertThat(reader.cache().stats().tier(Tier.SHARED).writes(Outcome.STORED)).isZero();
              assertThat(shared(reader)).containsEntry("access", "read-only");
            });
    Host.assertCompiled(host(), module);
  }

  @Test
  void load_connectionOfTheApplication_isFollowed() {
    ApplicationContextRunner followed =
        Host.withKeys(
                directory,
                "wasm.cache.shared.type=redis",
                "spring.data.redis.host=127.0.0.1",
                "spring.data.redis.port=" + server.port(),
                "spring.data.redis.password=" + PASSWORD)
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));
    Host.fill(followed, module);
    Host.assertFound(host(), module);
  }

  @Test
  void load_serverDownAtTheStart_compilesAndUsesItOnceItIsUp(CapturedOutput output)
      throws Exception {
    try (RedisServer late = RedisServer.start()) {
      late.stop();
      host("redis://:" + PASSWORD + "@127.0.0.1:" + late.port())
          .run(
              context -> {
                Host host = new Host(context);
                host.compileUntilDown(module);
                assertThat(shared(host)).containsKey("lastFailure");
              });
      assertThat(output).doesNotContain(PASSWORD);
      host("redis://127.0.0.1:" + late.port())
          .run(
              context -> {
                Host host = new Host(context);
                host.loadUntil(() -> host.shared().reads() == GuardStats.State.DOWN);
                late.restart();
                host.awaitUsed();
              });
    }
  }

  @Test
  void health_serverThatIsBack_isToldWithoutARequestForAModule() throws Exception {
    try (RedisServer late = RedisServer.start()) {
      late.stop();
      host("redis://127.0.0.1:" + late.port())
          .run(
              context -> {
                Host host = new Host(context);
                host.loadUntil(
                    () ->
                        host.shared().reads() == GuardStats.State.DOWN
                            && host.shared().writes() == GuardStats.State.DOWN);
                late.restart();
                await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> !host.health().getDetails().containsKey("problems"));
              });
    }
  }

  @Test
  void health_failOnShared_isDownWhileTheServerIs() {
    host("redis://127.0.0.1:1")
        .withPropertyValues("wasm.cache.health.fail-on=shared")
        .run(
            context -> {
              Host host = new Host(context);
              host.loadUntil(() -> host.shared().reads() == GuardStats.State.DOWN);
              assertThat(host.health().getStatus()).isEqualTo(Status.DOWN);
            });
  }

  @Test
  void load_wrongPassword_compilesAndShowsNone(CapturedOutput output) {
    host("redis://user:" + PASSWORD + "-wrong@127.0.0.1:" + server.port())
        .run(
            context -> {
              Host host = new Host(context);
              host.loadUntil(() -> host.shared().reads() == GuardStats.State.DOWN);
              assertThat(host.health().getDetails().toString()).doesNotContain(PASSWORD);
              assertThat(shared(host)).containsKey("lastFailure");
            });
    assertThat(output).contains("Wasm cache").doesNotContain(PASSWORD);
  }

  private ApplicationContextRunner host() {
    return host("redis://:" + PASSWORD + "@127.0.0.1:" + server.port());
  }

  private ApplicationContextRunner host(String url) {
    return Host.withKeys(
        directory, "wasm.cache.shared.type=redis", "wasm.cache.shared.redis.url=" + url);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> shared(Host host) {
    return (Map<String, Object>) host.health().getDetails().get("shared");
  }
}
