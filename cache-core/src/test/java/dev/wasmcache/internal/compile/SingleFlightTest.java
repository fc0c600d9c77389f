package dev.wasmcache.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.Requests;
import dev.wasmcache.ToyEngine;
import dev.wasmcache.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SingleFlightTest {

  private static final int THREADS = 32;
  private static final CompileRequest REQUEST = Requests.of(1);
  private static final Artifact ARTIFACT = Artifact.of(new byte[] {1});

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicInteger compiles = new AtomicInteger();

  @AfterEach
  void shutDown() {
    threads.shutdownNow();
  }

  @Test
  void getOrCompile_manyThreadsOneColdModule_compilesOnce() throws Exception {
    try (CompilationCache cache = CompilationCache.builder().memory(1_000_000).build()) {
      List<Future<Artifact>> results =
          atOnce(() -> cache.getOrCompile(REQUEST, request -> slowly(cache)));
      for (Future<Artifact> result : results) {
        assertThat(result.get()).isEqualTo(ARTIFACT);
      }
      assertThat(compiles).hasValue(1);
    }
  }

  @Test
  void getOrCompile_withoutATier_compilesOnceForThoseWhoWait() throws Exception {
    try (CompilationCache cache = CompilationCache.builder().build()) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Future<Artifact> leader =
          threads.submit(
              () ->
                  cache.getOrCompile(
                      REQUEST,
                      request -> {
                        begun.countDown();
                        await(end);
                        return ARTIFACT;
                      }));
      begun.await();
      Thread follower =
          new Thread(
              () ->
                  cache.getOrCompile(
                      REQUEST,
                      request -> {
                        compiles.incrementAndGet();
                        return ARTIFACT;
                      }));
      follower.start();
      Waiting.until(() -> follower.getState() == Thread.State.WAITING);
      end.countDown();
      follower.join();
      assertThat(leader.get()).isEqualTo(ARTIFACT);
      assertThat(compiles).hasValue(0);
    }
  }

  @Test
  void J06_getOrCompile_leaderFails_failsNobodyElse() throws Exception {
    try (CompilationCache cache = CompilationCache.builder().memory(1_000_000).build()) {
      List<Future<Artifact>> results =
          atOnce(
              () ->
                  cache.getOrCompile(
                      REQUEST,
                      request -> {
                        if (compiles.incrementAndGet() <= 3) {
                          throw new IllegalStateException("failed");
                        }
                        return ARTIFACT;
                      }));
      int failed = 0;
      for (Future<Artifact> result : results) {
        try {
          assertThat(result.get()).isEqualTo(ARTIFACT);
        } catch (ExecutionException e) {
          assertThat(e).hasRootCauseMessage("failed");
          failed++;
        }
      }
      assertThat(failed).isEqualTo(3);
      assertThat(compiles).hasValue(4);
    }
  }

  @Test
  void J01_getOrCompile_interruptedWhileWaiting_waitsAndKeepsTheFlag() throws Exception {
    try (CompilationCache cache = CompilationCache.builder().memory(1_000_000).build()) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      threads.execute(
          () ->
              cache.getOrCompile(
                  REQUEST,
                  request -> {
                    begun.countDown();
                    await(end);
                    return ARTIFACT;
                  }));
      begun.await();
      AtomicInteger flags = new AtomicInteger();
      Thread follower =
          new Thread(
              () -> {
                cache.getOrCompile(REQUEST, request -> ARTIFACT);
                flags.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
              });
      follower.start();
      Waiting.until(() -> follower.getState() == Thread.State.WAITING);
      follower.interrupt();
      end.countDown();
      follower.join();
      assertThat(flags).hasValue(1);
    }
  }

  @Test
  @Timeout(60)
  void getOrCompile_compilersThatAskForEachOthersModules_doNotWaitForEver() throws Exception {
    CompileRequest one = Requests.of(1);
    CompileRequest other = Requests.of(2);
    try (CompilationCache cache = CompilationCache.builder().maximumConcurrentCompiles(1).build()) {
      CountDownLatch compiling = new CountDownLatch(1);
      CountDownLatch leading = new CountDownLatch(1);
      Future<Artifact> first =
          threads.submit(
              () ->
                  cache.getOrCompile(
                      one,
                      request -> {
                        compiling.countDown();
                        await(leading);
                        // The other thread leads this one's flight and waits for the only permit.
                        return cache.getOrCompile(other, nested -> ARTIFACT);
                      }));
      compiling.await();
      Future<Artifact> second =
          threads.submit(() -> cache.getOrCompile(other, request -> ARTIFACT));
      Waiting.until(() -> cache.stats().compilesWaiting() == 1);
      leading.countDown();
      assertThat(first.get()).isEqualTo(ARTIFACT);
      assertThat(second.get()).isEqualTo(ARTIFACT);
    }
  }

  @Test
  void getOrCompile_moreThanTheLimit_waitsForAPermit() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (CompilationCache cache = CompilationCache.builder().maximumConcurrentCompiles(2).build()) {
      AtomicInteger module = new AtomicInteger();
      List<Future<Artifact>> results =
          atOnce(
              () ->
                  cache.getOrCompile(
                      Requests.of(module.incrementAndGet()),
                      request -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.yield();
                        running.decrementAndGet();
                        return ARTIFACT;
                      }));
      for (Future<Artifact> result : results) {
        result.get();
      }
      assertThat(most.get()).isBetween(1, 2);
      assertThat(cache.stats().compilations()).isEqualTo(THREADS);
      assertThat(cache.stats().compilesRunning()).isZero();
      assertThat(cache.stats().compilesWaiting()).isZero();
    }
  }

  @Test
  void load_manyThreadsOneColdModule_compilesAndLoadsOnce() throws Exception {
    ToyEngine engine = new ToyEngine();
    byte[] wasm = ToyEngine.module("f");
    try (CompilationCache cache = CompilationCache.builder().build();
        ModuleCache<String> modules = ModuleCache.builder(engine, cache).build()) {
      for (Future<String> result : atOnce(() -> modules.load(wasm))) {
        assertThat(result.get()).isEqualTo("f");
      }
      assertThat(engine.compiles).hasValue(1);
      assertThat(engine.loads).hasValue(1);
    }
  }

  @Test
  void getOrCompile_withoutSingleFlight_isCaughtByTheSameTest() throws Exception {
    // The naive way: look, compile, store.
    try (CompilationCache cache = CompilationCache.builder().memory(1_000_000).build()) {
      CyclicBarrier allMissed = new CyclicBarrier(THREADS);
      atOnce(
              () -> {
                if (cache.get(REQUEST.key()).isEmpty()) {
                  allMissed.await();
                  compiles.incrementAndGet();
                  cache.put(REQUEST.key(), ARTIFACT);
                }
                return ARTIFACT;
              })
          .forEach(SingleFlightTest::join);
      assertThat(compiles).hasValueGreaterThan(1);
    }
  }

  @Test
  void fly_leaderThrows_throwsItsExceptionToItself() {
    SingleFlight<String, String> flights = new SingleFlight<>();
    assertThatThrownBy(
            () ->
                flights.fly(
                    "key",
                    () -> {
                      throw new IllegalStateException("mine");
                    }))
        .hasMessage("mine");
    assertThat(flights.fly("key", () -> "value").value()).isEqualTo("value");
  }

  /** A compile that ends when others wait for it, or at once if none does. */
  private Artifact slowly(CompilationCache cache) {
    compiles.incrementAndGet();
    for (int i = 0; i < 1_000 && cache.stats().compilesRunning() > 0; i++) {
      Thread.yield();
    }
    return ARTIFACT;
  }

  private <T> List<Future<T>> atOnce(Callable<T> task) {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Future<T>> results = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      results.add(
          threads.submit(
              () -> {
                start.await();
                return task.call();
              }));
    }
    return results;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
