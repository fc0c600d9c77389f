package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one load waits for a shared tier and the disk together. */
final class SharedLoadTest {

  private static final Artifact ARTIFACT = Artifact.of(new byte[1_000]);

  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Hanging disk = new Hanging();
  private final Hanging shared = new Hanging();

  @AfterEach
  void release() {
    goOn.countDown();
  }

  @Test
  void F33_getOrCompile_diskAndGuardedStoreHang_waitsForTheLongerOfTheTwo() {
    Duration timeout = Duration.ofMillis(1_500);
    try (CompilationCache cache =
        CompilationCache.builder().disk(disk).shared(guarded(timeout)).timeout(timeout).build()) {
      long start = System.nanoTime();
      assertThat(cache.getOrCompile(Requests.of(1), request -> ARTIFACT)).isEqualTo(ARTIFACT);
      // A time-out for each of the two would be three seconds, and the lease one more.
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofMillis(2_800).toNanos());
      assertThat(disk.calls).hasValue(1);
      goOn.countDown();
    }
  }

  @Test
  void F33_getOrCompile_guardedStoreHangs_isAskedOnceByALoad() {
    try (CompilationCache cache =
        CompilationCache.builder().shared(guarded(Duration.ofMillis(300))).build()) {
      cache.getOrCompile(Requests.of(1), request -> ARTIFACT);
      assertThat(shared.reads).as("no lease, no second look").hasValue(1);
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.TIMEOUT)).isEqualTo(1);
      assertThat(cache.stats().tier(Tier.SHARED).writes(Outcome.STORED)).as("queued").isEqualTo(1);
      goOn.countDown();
    }
  }

  @Test
  void F33_timeout_untilTheFirstCallHasEnded_isLonger() throws Exception {
    goOn.countDown();
    SharedTier tier =
        SharedTier.builder(new MapStore())
            .timeout(Duration.ofSeconds(2))
            .coldStart(Duration.ofSeconds(4))
            .build();
    try (Guarded store = new Guarded(tier)) {
      assertThat(store.timeout()).isEqualTo(Duration.ofSeconds(6));
      assertThat(store.get(Requests.of(1).key())).isEmpty();
      assertThat(store.timeout()).isEqualTo(Duration.ofSeconds(2));
    }
  }

  private SharedTier guarded(Duration timeout) {
    return SharedTier.builder(shared)
        .timeout(timeout)
        .coldStart(Duration.ZERO)
        .closeTimeout(Duration.ofMillis(100))
        .build();
  }

  private final class Hanging extends MapStore {
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();

    private void hang() {
      calls.incrementAndGet();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Optional<StoredEntry> get(CacheKey key) {
      reads.incrementAndGet();
      hang();
      return super.get(key);
    }

    @Override
    public Optional<StoredEntry> peek(CacheKey key) {
      // What finds out whether it works, before any request.
      return Optional.empty();
    }

    @Override
    public Optional<Lease> tryLease(CacheKey key, Duration atMost) {
      hang();
      return Optional.of(Lease.none());
    }

    @Override
    public void put(CacheKey key, EntryContent content) throws IOException {
      hang();
      super.put(key, content);
    }
  }
}
