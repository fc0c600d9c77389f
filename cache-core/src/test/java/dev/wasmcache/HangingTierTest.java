package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F26: a disk or a network that hangs holds no thread of the caller beyond the budget. */
final class HangingTierTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(5, 2_000));
  private static final Duration BUDGET = Duration.ofMillis(50);

  private final HangingStore store = new HangingStore();

  @AfterEach
  void release() {
    store.goOn();
  }

  @Test
  void F26_getOrCompile_storeHangs_compilesAndLeavesTheTierAlone() {
    CompilationCache cache = cache(BUDGET);
    store.hang();
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    assertThat(tier(cache).requests(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(tier(cache).readsPaused()).isTrue();
    assertThat(tier(cache).writesPaused()).isTrue();
    int asked = store.calls();
    assertThat(cache.get(REQUEST.key())).isEmpty();
    assertThat(tier(cache).requests(Outcome.SKIPPED)).isEqualTo(1);
    assertThat(store.calls()).as("a paused tier is not asked").isEqualTo(asked);
  }

  @Test
  void F26_getOrCompile_storeGoesOn_isServedAgainWithoutARestart() {
    CompilationCache cache = cache(BUDGET);
    store.hang();
    cache.getOrCompile(REQUEST, request -> ARTIFACT);
    store.goOn();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              cache.getOrCompile(REQUEST, request -> ARTIFACT);
              return tier(cache).requests(Outcome.HIT) > 0;
            });
    assertThat(tier(cache).readsPaused()).isFalse();
  }

  @Test
  void F26_tryPausedTiers_storeGoesOn_worksAgainWithoutARequest() {
    CompilationCache cache = cache(BUDGET);
    store.hang();
    cache.getOrCompile(REQUEST, request -> ARTIFACT);
    assertThat(tier(cache).readsPaused() && tier(cache).writesPaused()).isTrue();
    cache.admin().tryPausedTiers();
    store.goOn();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              cache.admin().tryPausedTiers();
              return !tier(cache).readsPaused() && !tier(cache).writesPaused();
            });
    assertThat(tier(cache).requests(Outcome.HIT) + tier(cache).requests(Outcome.MISS)).isZero();
  }

  @Test
  void F26_get_withoutABudget_hangs() throws Exception {
    // What the budget is for: the harness must catch a cache that has none.
    CompilationCache naive = cache(Duration.ZERO);
    store.hang();
    CompletableFuture<Optional<Artifact>> answer =
        CompletableFuture.supplyAsync(() -> naive.get(REQUEST.key()));
    cache(BUDGET).get(REQUEST.key());
    assertThat(answer).isNotDone();
    store.goOn();
    assertThat(answer.get()).isEmpty();
  }

  @Test
  void get_moreAtOnceThanMayHang_waitForAPlaceAndAreServed() {
    CompilationCache cache = cache(Duration.ofMinutes(1));
    List<CompileRequest> requests = IntStream.range(0, 200).mapToObj(Requests::of).toList();
    requests.forEach(request -> cache.put(request.key(), ARTIFACT));
    store.hang();
    List<CompletableFuture<Optional<Artifact>>> answers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (CompileRequest request : requests) {
      CompletableFuture<Optional<Artifact>> answer = new CompletableFuture<>();
      answers.add(answer);
      threads.add(new Thread(() -> answer.complete(cache.get(request.key()))));
    }
    threads.forEach(Thread::start);
    Waiting.until(() -> threads.stream().allMatch(HangingTierTest::waitsOrHasEnded));
    assertThat(store.calls() - requests.size()).as("calls that may hang at once").isEqualTo(64);
    store.goOn();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).contains(ARTIFACT));
    assertThat(tier(cache).requests(Outcome.HIT)).isEqualTo(requests.size());
  }

  @Test
  void delete_placeComesLate_isNotSaidToHang() throws Exception {
    CompilationCache cache = cache(Duration.ofSeconds(3));
    store.hang();
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      others.add(new Thread(() -> assertThatThrownBy(() -> cache.delete(REQUEST.key()))));
    }
    others.forEach(Thread::start);
    Waiting.until(() -> store.calls() == 64);
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread late =
        new Thread(
            () -> failure.complete(catchThrowable(() -> cache.delete(REQUEST.key()))), "late");
    late.start();
    Waiting.until(() -> waitsOrHasEnded(late));
    store.letOneGo();
    assertThat(failure.get())
        .rootCause()
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.SKIPPED))
        .hasMessageContaining("other calls to it held all 64 permits");
    assertThat(store.calls()).isEqualTo(65);
  }

  private static boolean waitsOrHasEnded(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, TERMINATED -> true;
      default -> false;
    };
  }

  @Test
  void F26_get_moreAtOnceThanMayHang_allGoOnWithinTheBudget() {
    CompilationCache cache = cache(BUDGET);
    store.hang();
    List<CompletableFuture<Optional<Artifact>>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      CompletableFuture<Optional<Artifact>> answer = new CompletableFuture<>();
      answers.add(answer);
      new Thread(() -> answer.complete(cache.get(REQUEST.key()))).start();
    }
    assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isEmpty());
    assertThat(store.calls()).isLessThanOrEqualTo(64);
    assertThat(tier(cache).readsPaused()).isTrue();
    // A call without a permit reports that none of the running calls has ended, like those calls
    // themselves.
    // On a busy machine a call may be abandoned before its thread begins it.
    int reads = store.calls();
    for (int i = 0; i < 1000 && store.calls() < reads + 64; i++) {
      assertThatThrownBy(() -> cache.delete(REQUEST.key()))
          .rootCause()
          .hasMessageContaining("50 ms");
    }
    assertThatThrownBy(() -> cache.delete(REQUEST.key()))
        .rootCause()
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.TIMEOUT))
        .hasMessageContaining("none of the 64 running calls to it ended within 50 ms");
  }

  @Test
  void F26_delete_storeHangs_saysSoWithinTheBudget() {
    CompilationCache cache = cache(BUDGET);
    store.hang();
    assertThatThrownBy(() -> cache.delete(REQUEST.key()))
        .isInstanceOf(UncheckedIOException.class)
        .rootCause()
        .hasMessageContaining("50 ms");
  }

  @Test
  void F26_get_interruptedWhileItWaits_keepsTheFlagAndEndsInTime() {
    CompilationCache cache = cache(BUDGET);
    store.hang();
    Thread.currentThread().interrupt();
    assertThat(cache.get(REQUEST.key())).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void J02_close_whileACallHangs_returnsAndStaysClosed() {
    CompilationCache cache = cache(BUDGET);
    store.hang();
    cache.put(REQUEST.key(), ARTIFACT);
    cache.close();
    cache.close();
    assertThat(cache.get(REQUEST.key())).isEmpty();
  }

  private CompilationCache cache(Duration budget) {
    return CompilationCache.builder().disk(store).timeout(budget).build();
  }

  private static TierStats tier(CompilationCache cache) {
    return cache.stats().tier(Tier.DISK);
  }

  /** Blocks every call until the test releases it. */
  private static final class HangingStore extends MapStore {
    private static final int FOR_ALL = 1_000_000;

    private final Semaphore gate = new Semaphore(FOR_ALL);
    private int calls;

    void hang() {
      gate.drainPermits();
    }

    void goOn() {
      gate.release(FOR_ALL);
    }

    void letOneGo() {
      gate.release();
    }

    synchronized int calls() {
      return calls;
    }

    private void pass() {
      synchronized (this) {
        calls++;
      }
      try {
        gate.acquire();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Optional<StoredEntry> get(CacheKey key) {
      pass();
      return super.get(key);
    }

    @Override
    public void put(CacheKey key, EntryContent content) throws IOException {
      pass();
      super.put(key, content);
    }

    @Override
    public boolean delete(CacheKey key) {
      pass();
      return super.delete(key);
    }
  }
}
