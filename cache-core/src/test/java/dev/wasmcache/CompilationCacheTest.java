package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompilationCacheTest {

  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(1, 300_000));
  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();

  @TempDir Path directory;

  @Test
  void get_absentKey_isEmptyAndNoError() {
    try (CompilationCache cache = disk().build()) {
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.MISS)).isEqualTo(1);
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.ERROR)).isZero();
    }
  }

  @Test
  void put_thenGet_answersTheSameBytes() {
    try (CompilationCache cache = disk().build()) {
      for (int size : new int[] {0, 1, 4095, 4096, 131_072, 131_073, 1_000_000}) {
        byte[] body = Bodies.random(size, size);
        cache.put(KEY, Artifact.of(body));
        assertThat(cache.get(KEY).orElseThrow().bytes()).isEqualTo(body);
      }
    }
  }

  @Test
  void put_again_replaces() {
    try (CompilationCache cache = disk().memory(1_000_000).build()) {
      cache.put(KEY, ARTIFACT);
      Artifact other = Artifact.of(new byte[] {4, 5});
      cache.put(KEY, other);
      assertThat(cache.get(KEY)).contains(other);
    }
    try (CompilationCache cache = disk().build()) {
      assertThat(cache.get(KEY)).contains(Artifact.of(new byte[] {4, 5}));
    }
  }

  @Test
  void delete_absentKey_isNoError() {
    try (CompilationCache cache = disk().memory(1_000_000).build()) {
      cache.delete(KEY);
    }
  }

  @Test
  void delete_presentKey_removesItFromEveryTier() {
    MapStore shared = new MapStore();
    try (CompilationCache cache = disk().memory(1_000_000).shared(shared).build()) {
      cache.put(KEY, ARTIFACT);
      cache.delete(KEY);
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(shared.entries).isEmpty();
    }
  }

  @Test
  void delete_failingTier_triesTheOthersAndThrows() {
    MapStore shared = new MapStore();
    ArtifactStore broken = new FailingStore(new MapStore(), 1, true);
    try (CompilationCache cache = CompilationCache.builder().disk(broken).shared(shared).build()) {
      cache.put(KEY, ARTIFACT);
      Waiting.until(() -> shared.entries.size() == 1);
      assertThatThrownBy(() -> cache.delete(KEY))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("disk")
          .hasMessageContaining(KEY.toHex());
      assertThat(shared.entries).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).deletionFailures()).isEqualTo(1);
    }
  }

  @Test
  void getOrCompile_afterRestart_readsFromDisk() {
    try (CompilationCache cache = disk().build()) {
      assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    }
    try (CompilationCache cache = disk().build()) {
      assertThat(cache.getOrCompile(REQUEST, request -> fail("compiled again")))
          .isEqualTo(ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.HIT)).isEqualTo(1);
    }
  }

  @Test
  void getOrCompile_hit_carriesFingerprintAndCompileTime() {
    Artifact compiled =
        Artifact.builder().content(new byte[9]).compileTime(Duration.ofSeconds(3)).build();
    try (CompilationCache cache = disk().build()) {
      cache.getOrCompile(REQUEST, request -> compiled);
    }
    try (CompilationCache cache = disk().build()) {
      Artifact hit = cache.getOrCompile(REQUEST, request -> fail("compiled again"));
      assertThat(hit.compileTime()).isEqualTo(Duration.ofSeconds(3));
      assertThat(hit.fingerprint()).contains(Requests.FINGERPRINT);
      assertThat(cache.stats().compileTimeSaved()).isEqualTo(Duration.ofSeconds(3));
      assertThat(cache.stats().compilations()).isZero();
    }
  }

  @Test
  void J06_getOrCompile_compilerThrows_throwsTheSameAndStoresNothing() {
    IllegalStateException failure = new IllegalStateException("not a module");
    try (CompilationCache cache = disk().build()) {
      assertThatThrownBy(
              () ->
                  cache.getOrCompile(
                      REQUEST,
                      request -> {
                        throw failure;
                      }))
          .isSameAs(failure);
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().compilationFailures()).isEqualTo(1);
    }
  }

  @Test
  void getOrCompile_noTiers_compilesEachTime() {
    AtomicInteger compiles = new AtomicInteger();
    try (CompilationCache cache = CompilationCache.builder().build()) {
      for (int i = 0; i < 3; i++) {
        cache.getOrCompile(
            REQUEST,
            request -> {
              compiles.incrementAndGet();
              return ARTIFACT;
            });
      }
    }
    assertThat(compiles).hasValue(3);
  }

  @Test
  void getOrCompile_sharedHit_fillsDiskAndMemory() {
    MapStore shared = new MapStore();
    try (CompilationCache cache = CompilationCache.builder().shared(shared).build()) {
      cache.put(KEY, ARTIFACT);
    }
    try (CompilationCache cache = disk().memory(1_000_000).shared(shared).build()) {
      cache.getOrCompile(REQUEST, request -> fail("compiled again"));
      assertThat(cache.admin().inspect(KEY))
          .extracting(EntryInfo::tier)
          .containsExactly(Tier.MEMORY, Tier.DISK, Tier.SHARED);
    }
  }

  @Test
  void getOrCompile_compilerAsksForItself_compilesInsteadOfWaiting() {
    try (CompilationCache cache =
        CompilationCache.builder().memory(1_000_000).maximumConcurrentCompiles(1).build()) {
      Artifact artifact =
          cache.getOrCompile(REQUEST, outer -> cache.getOrCompile(REQUEST, inner -> ARTIFACT));
      assertThat(artifact).isEqualTo(ARTIFACT);
    }
  }

  @Test
  void get_memoryTierOff_asksTheDisk() {
    try (CompilationCache cache = disk().memory(0).build()) {
      cache.put(KEY, ARTIFACT);
      cache.get(KEY);
      assertThat(cache.stats().tiers()).containsOnlyKeys(Tier.DISK);
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.HIT)).isEqualTo(1);
    }
  }

  @Test
  void get_memoryTierOn_asksTheDiskOnce() {
    try (CompilationCache cache = disk().build()) {
      cache.put(KEY, ARTIFACT);
    }
    try (CompilationCache cache = disk().memory(1_000_000).build()) {
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.HIT)).isEqualTo(1);
      assertThat(cache.stats().tier(Tier.MEMORY).requests(Outcome.HIT)).isEqualTo(1);
    }
  }

  @Test
  void put_overTheEntryLimit_isRefusedAsTooLarge() {
    try (CompilationCache cache = disk().maximumEntryBytes(100).build()) {
      cache.put(KEY, Artifact.of(new byte[101]));
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.TOO_LARGE)).isEqualTo(1);
      assertThat(cache.get(KEY)).isEmpty();
      cache.put(KEY, Artifact.of(new byte[100]));
      assertThat(cache.get(KEY)).isPresent();
    }
  }

  @Test
  void get_overTheEntryLimit_isAMissThatKeepsTheEntry() {
    try (CompilationCache cache = disk().build()) {
      cache.put(KEY, ARTIFACT);
    }
    try (CompilationCache cache = disk().maximumEntryBytes(100_000).build()) {
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.TOO_LARGE)).isEqualTo(1);
    }
    try (CompilationCache cache = disk().build()) {
      assertThat(cache.get(KEY)).contains(ARTIFACT);
    }
  }

  @Test
  void put_overTheMemoryLimit_goesToTheDiskOnly() {
    try (CompilationCache cache = disk().memory(1_000).build()) {
      cache.put(KEY, ARTIFACT);
      assertThat(cache.stats().tier(Tier.MEMORY).writes(Outcome.TOO_LARGE)).isEqualTo(1);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
    }
  }

  @Test
  void put_ofAStream_storesInEveryTier() {
    MapStore shared = new MapStore();
    byte[] body = Bodies.random(2, 500_000);
    for (long memory : new long[] {0, 1_000, 1_000_000}) {
      try (CompilationCache cache = disk().memory(memory).shared(shared).build()) {
        cache.put(KEY, Artifact.of(new ByteArrayInputStream(body), body.length));
        assertThat(cache.get(KEY).orElseThrow().bytes()).isEqualTo(body);
      }
      try (CompilationCache cache = CompilationCache.builder().shared(shared).build()) {
        assertThat(cache.get(KEY).orElseThrow().bytes()).isEqualTo(body);
        cache.delete(KEY);
      }
    }
  }

  @Test
  void put_ofAStreamOfAnotherLength_isDroppedAndCounted() {
    for (int said : new int[] {99, 101}) {
      try (CompilationCache cache = disk().build()) {
        cache.put(KEY, Artifact.of(new ByteArrayInputStream(new byte[100]), said));
        assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.ERROR)).isEqualTo(1);
        assertThat(cache.get(KEY)).isEmpty();
      }
      try (CompilationCache cache = CompilationCache.builder().memory(1_000).build()) {
        cache.put(KEY, Artifact.of(new ByteArrayInputStream(new byte[100]), said));
        assertThat(cache.get(KEY)).isEmpty();
        assertThat(cache.stats().tier(Tier.MEMORY).writes(Outcome.ERROR)).isEqualTo(1);
      }
    }
  }

  @Test
  void put_ofAStreamThatIsRefused_closesIt() {
    AtomicInteger closed = new AtomicInteger();
    Artifact artifact =
        Artifact.of(
            new ByteArrayInputStream(new byte[200]) {
              @Override
              public void close() {
                closed.incrementAndGet();
              }
            },
            200);
    try (CompilationCache cache = disk().maximumEntryBytes(100).build()) {
      cache.put(KEY, artifact);
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void put_longestCompileTime_isStoredAndSummed() {
    Artifact artifact =
        Artifact.builder()
            .content(new byte[1])
            .compileTime(Duration.ofSeconds(Long.MAX_VALUE))
            .build();
    try (CompilationCache cache = disk().build()) {
      cache.put(KEY, artifact);
      assertThat(cache.get(KEY)).contains(artifact);
      assertThat(cache.stats().compileTimeSaved()).isEqualTo(Duration.ofDays(365));
    }
  }

  @Test
  void use_afterClose_compilesAndStoresNothing() {
    CompilationCache cache = disk().memory(1_000_000).build();
    cache.put(KEY, ARTIFACT);
    cache.close();
    cache.close();
    assertThat(cache.get(KEY)).isEmpty();
    Artifact other = Artifact.of(new byte[1]);
    assertThat(cache.getOrCompile(REQUEST, request -> other)).isEqualTo(other);
    try (CompilationCache next = disk().build()) {
      assertThat(next.get(KEY)).contains(ARTIFACT);
    }
  }

  @Test
  void J01_use_interruptedThread_worksAndKeepsTheFlag() {
    try (CompilationCache cache = disk().build()) {
      Thread.currentThread().interrupt();
      cache.put(KEY, ARTIFACT);
      assertThat(Thread.interrupted()).isTrue();
      Thread.currentThread().interrupt();
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(cache.getOrCompile(REQUEST, request -> fail("compiled again")))
          .isEqualTo(ARTIFACT);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.ERROR)).isZero();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void keys_manyEntries_answersPagesInOrder() {
    try (CompilationCache cache = disk().build()) {
      for (int i = 0; i < 25; i++) {
        cache.put(Requests.of(i).key(), ARTIFACT);
      }
      var first = cache.admin().keys(null, 10);
      var second = cache.admin().keys(first.get(9), 10);
      var third = cache.admin().keys(second.get(9), 10);
      assertThat(third).hasSize(5);
      assertThat(first).isSorted();
      assertThat(second.get(0)).isGreaterThan(first.get(9));
      assertThat(third.get(0)).isGreaterThan(second.get(9));
      assertThat(cache.admin().keys(third.get(4), 10)).isEmpty();
    }
  }

  @Test
  void clear_manyEntries_leavesNoneOnThisHost() {
    MapStore shared = new MapStore();
    try (CompilationCache cache = disk().memory(1_000_000).shared(shared).build()) {
      for (int i = 0; i < 5; i++) {
        cache.put(Requests.of(i).key(), ARTIFACT);
      }
      Waiting.until(() -> shared.entries.size() == 5);
      cache.admin().clear();
      assertThat(cache.stats().tier(Tier.MEMORY).usage().entries()).isZero();
      assertThat(shared.entries).hasSize(5);
    }
    try (CompilationCache cache = disk().build()) {
      assertThat(cache.admin().keys(null, 10)).isEmpty();
    }
  }

  private CompilationCacheBuilder disk() {
    return CompilationCache.builder().disk(DiskStore.builder(directory.resolve("cache")).build());
  }
}
