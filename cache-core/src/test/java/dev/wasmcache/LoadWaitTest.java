package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one request waits for its tiers in all, whichever of their calls hang. */
final class LoadWaitTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(5, 2_000));
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final StuckStore disk = new StuckStore();
  private final StuckStore layer = new StuckStore();
  private final StuckStore shared = new StuckStore();

  @AfterEach
  void release() {
    List.of(disk, layer, shared).forEach(StuckStore::goOn);
  }

  @ParameterizedTest
  @EnumSource(
      value = StuckStore.Position.class,
      names = {"DELETE", "LIST", "CLOSE"},
      mode = EnumSource.Mode.EXCLUDE)
  void F28_F29_getOrCompile_oneCallHangs_waitsForThatAloneAndPausesTheTier(
      StuckStore.Position position) {
    CompilationCache cache = cache(TIMEOUT);
    disk.stickAt(EnumSet.of(position));
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    assertThat(disk.hanging()).as("calls that were waited for").isEqualTo(1);
    TierStats stats = cache.stats().tier(Tier.DISK);
    assertThat(stats.readsPaused() || stats.writesPaused()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = StuckStore.Position.class,
      names = {"DELETE", "LIST", "CLOSE"},
      mode = EnumSource.Mode.EXCLUDE)
  void F28_getOrCompile_everyCallFromOneOnHangs_waitsOnce(StuckStore.Position position) {
    CompilationCache cache = cache(TIMEOUT);
    disk.stickAt(from(position));
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    // The lease is given back all the same, and not waited for.
    int releases = disk.hanging() - 1;
    assertThat(releases).isBetween(0, 1);
    TierStats stats = cache.stats().tier(Tier.DISK);
    long skipped = stats.requests(Outcome.SKIPPED) + stats.writes(Outcome.SKIPPED);
    assertThat(skipped)
        .as("calls for entries that are left out")
        .isEqualTo(position.compareTo(StuckStore.Position.PUT) < 0 ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = StuckStore.Position.class,
      names = {"NOTE", "EVICTION", "LEASE", "PUT_NOTE", "RELEASE"})
  void F29_getOrCompile_hintsHangForGood_laterLoadsAskForNone(StuckStore.Position position) {
    CompilationCache cache = cache(TIMEOUT);
    disk.stickAt(EnumSet.of(position));
    cache.getOrCompile(REQUEST, request -> ARTIFACT);
    for (int i = 2; i < 20; i++) {
      cache.getOrCompile(Requests.of(i), request -> ARTIFACT);
    }
    // On a slow machine one of them may be the trial at the end of a pause.
    assertThat(disk.hanging()).isLessThanOrEqualTo(3);
  }

  @Test
  void F29_getOrCompile_hintsFail_isNoReasonToPause() {
    ArtifactStore failing =
        new MapStore() {
          @Override
          public Optional<byte[]> note(CacheKey key) {
            throw new IllegalStateException("no notes");
          }

          @Override
          public Optional<Lease> tryLease(CacheKey key, Duration atMost) {
            throw new IllegalStateException("no leases");
          }
        };
    CompilationCache cache = CompilationCache.builder().disk(failing).timeout(TIMEOUT).build();
    for (int i = 0; i < 20; i++) {
      cache.getOrCompile(Requests.of(i), request -> ARTIFACT);
    }
    TierStats stats = cache.stats().tier(Tier.DISK);
    assertThat(stats.readsPaused() || stats.writesPaused()).isFalse();
    assertThat(stats.writes(Outcome.STORED)).isEqualTo(20);
  }

  @Test
  void F29_getOrCompile_hintsHangAgainAndAgain_leaveThePlacesToEntries() {
    CompilationCache cache = cache(Duration.ofMillis(20));
    disk.stickAt(EnumSet.of(StuckStore.Position.RELEASE, StuckStore.Position.LEASE));
    cache.getOrCompile(REQUEST, request -> ARTIFACT);
    Waiting.until(
        () -> {
          cache.put(REQUEST.key(), ARTIFACT);
          return cache.get(REQUEST.key()).isPresent();
        });
  }

  @Test
  void F30_getOrCompile_everyTierHangs_waitsForTheBudgetOfOne() {
    Duration timeout = Duration.ofMillis(1_600);
    CompilationCache cache =
        CompilationCache.builder()
            .disk(disk)
            .layer(layer)
            .shared(sharedTier(timeout))
            .timeout(timeout)
            .build();
    List.of(disk, layer, shared).forEach(store -> store.stickAt(from(StuckStore.Position.GET)));
    long start = System.nanoTime();
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    long waited = System.nanoTime() - start;
    // The write tries the disk again once its pause is over, a second after it has hung. Only a
    // machine that is very busy gets that far.
    boolean pauseIsOver = waited > Duration.ofSeconds(2).toNanos();
    assertThat(disk.hanging()).isBetween(1, pauseIsOver ? 2 : 1);
    assertThat(layer.hanging()).isEqualTo(1);
    // A call to each of the tiers, one after the other, would be three times as long.
    assertThat(waited).isLessThan(timeout.multipliedBy(2).toNanos());
  }

  @Test
  void F30_get_diskHangs_leavesTimeForTheTiersAfterIt() {
    shared.entries.putAll(stored().entries);
    CompilationCache cache =
        CompilationCache.builder()
            .disk(disk)
            .layer(layer)
            .shared(sharedTier(Duration.ofSeconds(2)))
            .timeout(Duration.ofSeconds(2))
            .build();
    disk.stickAt(from(StuckStore.Position.GET));
    assertThat(cache.get(REQUEST.key())).contains(ARTIFACT);
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.HIT)).isEqualTo(1);
    assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.SKIPPED)).isEqualTo(1);
    assertThat(disk.hanging()).isEqualTo(1);
  }

  @Test
  void F31_get_entryOnlyAnnounced_isNotGivenTheTimeOfItsBytes() {
    CompilationCache cache = cache(TIMEOUT);
    disk.stickAt(EnumSet.of(StuckStore.Position.BODY));
    long start = System.nanoTime();
    assertThat(cache.get(REQUEST.key())).isEmpty();
    // Half a gigabyte would be waited for half a minute.
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
    assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void F28_getOrCompile_tierSlowerThanItsRequests_isFilledAllTheSame() {
    // Each call is within its time, all of them together are not.
    MapStore slow =
        new MapStore() {
          @Override
          public Optional<StoredEntry> get(CacheKey key) {
            slow();
            return super.get(key);
          }

          @Override
          public void put(CacheKey key, EntryContent content) throws java.io.IOException {
            slow();
            super.put(key, content);
          }

          private void slow() {
            java.util.concurrent.locks.LockSupport.parkNanos(TIMEOUT.toNanos() * 3 / 4);
          }
        };
    CompilationCache cache = CompilationCache.builder().disk(slow).timeout(TIMEOUT).build();
    cache.getOrCompile(REQUEST, request -> ARTIFACT);
    Waiting.until(() -> slow.entries.containsKey(REQUEST.key()));
  }

  @Test
  void F32_clear_deletesHang_stopsAtTheFirst() {
    for (int i = 0; i < 50; i++) {
      disk.entries.put(Requests.of(i).key(), new byte[1]);
    }
    CompilationCache cache = cache(TIMEOUT);
    disk.stickAt(EnumSet.of(StuckStore.Position.DELETE));
    assertThatThrownBy(cache.admin()::clear).isInstanceOf(UncheckedIOException.class);
    assertThat(disk.hanging()).isEqualTo(1);
  }

  @Test
  void F32_inspectAndVerify_tierHangs_areWaitedForOnce() {
    CompilationCache cache = cache(TIMEOUT);
    disk.stickAt(EnumSet.of(StuckStore.Position.GET));
    for (int i = 0; i < 50; i++) {
      assertThat(cache.admin().inspect(Requests.of(i).key())).isEmpty();
    }
    assertThat(cache.admin().verify(REQUEST.key())).containsEntry(Tier.DISK, Outcome.SKIPPED);
    assertThat(disk.hanging()).isEqualTo(1);
    assertThat(cache.stats().tier(Tier.DISK).readsPaused()).isTrue();
  }

  @Test
  void F32_close_storeHangs_returns() {
    CompilationCache cache = cache(TIMEOUT);
    disk.stickAt(EnumSet.of(StuckStore.Position.CLOSE));
    cache.close();
    assertThat(disk.hanging()).isEqualTo(1);
  }

  @Test
  void F32_delete_tierHangs_reportsItEachTime() {
    CompilationCache cache = cache(TIMEOUT);
    disk.stickAt(EnumSet.of(StuckStore.Position.DELETE));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> cache.delete(REQUEST.key()))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void F33_get_interruptedWhileAGuardedStoreHangs_passesTheInterruptOn() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    ArtifactStore guarded =
        new MapStore() {
          @Override
          public Optional<StoredEntry> get(CacheKey key) {
            asked.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              return Optional.empty();
            }
            throw new AssertionError("it never ends by itself");
          }
        };
    CompilationCache cache =
        CompilationCache.builder()
            .shared(SharedTier.builder(guarded).timeout(Duration.ofMinutes(5)).build())
            .build();
    FutureTask<Boolean> answer =
        new FutureTask<>(
            () -> cache.get(REQUEST.key()).isEmpty() && Thread.currentThread().isInterrupted());
    Thread caller = new Thread(answer);
    caller.start();
    asked.await();
    caller.interrupt();
    assertThat(answer.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void F28_getOrCompile_withoutATimeout_hangs() {
    // What the budget is for: the harness must catch a cache that has none.
    CompilationCache naive = cache(Duration.ZERO);
    disk.stickAt(EnumSet.of(StuckStore.Position.NOTE));
    Thread load = new Thread(() -> naive.getOrCompile(REQUEST, request -> ARTIFACT));
    load.start();
    Waiting.until(() -> disk.hanging() == 1);
    assertThat(load.isAlive()).isTrue();
  }

  private SharedTier sharedTier(Duration timeout) {
    return SharedTier.builder(shared).timeout(timeout).coldStart(Duration.ZERO).build();
  }

  private static MapStore stored() {
    MapStore store = new MapStore();
    CompilationCache.builder().disk(store).build().put(REQUEST.key(), ARTIFACT);
    return store;
  }

  private static Set<StuckStore.Position> from(StuckStore.Position position) {
    return EnumSet.range(position, StuckStore.Position.LIST);
  }

  private CompilationCache cache(Duration timeout) {
    CompilationCache cache = CompilationCache.builder().disk(disk).timeout(timeout).build();
    // A fresh JVM loads classes for longer than a call may take.
    cache.getOrCompile(Requests.of(0), request -> ARTIFACT);
    return cache;
  }
}
