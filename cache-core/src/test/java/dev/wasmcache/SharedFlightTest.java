package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.internal.compile.LeaseTimes;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One compile for all processes that share a tier, whatever trouble the tier has. A cache stands
 * for a process.
 */
final class SharedFlightTest {

  private static final int PROCESSES = 8;
  private static final CompileRequest REQUEST = Requests.of(1);
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(5, 50_000));

  @TempDir Path directory;

  private final AtomicInteger compiles = new AtomicInteger();

  @Test
  void getOrCompile_eightProcessesOnOneDirectory_compileOnce() throws Exception {
    assertThat(start(this::onDisk, this::compileWhileTheOthersWait)).containsOnly(ARTIFACT);
    assertThat(compiles).hasValue(1);
    try (Stream<Path> files = java.nio.file.Files.walk(directory)) {
      assertThat(files.filter(file -> file.toString().endsWith(".lock"))).isEmpty();
    }
  }

  @Test
  void getOrCompile_eightProcessesOnOneStore_compileOnce() throws Exception {
    LeasingStore shared = new LeasingStore();
    assertThat(start(() -> onShared(shared), this::compileWhileTheOthersWait))
        .containsOnly(ARTIFACT);
    assertThat(compiles).hasValue(1);
    assertThat(shared.leases).isEmpty();
  }

  @Test
  void getOrCompile_eightProcessesOfOneHost_downloadOnce() throws Exception {
    LeasingStore shared = new LeasingStore();
    putElsewhere(shared);
    shared.gets.set(0);
    assertThat(start(() -> onDiskAndShared(shared), this::compile)).containsOnly(ARTIFACT);
    assertThat(compiles).hasValue(0);
    assertThat(shared.gets).hasValue(1);
  }

  @Test
  void getOrCompile_eightProcessesOfOneHostThatDoNotWait_downloadEach() throws Exception {
    LeasingStore shared = new LeasingStore();
    putElsewhere(shared);
    shared.gets.set(0);
    assertThat(
            start(() -> onDiskAndShared(shared).maximumCompileWait(Duration.ZERO), this::compile))
        .containsOnly(ARTIFACT);
    assertThat(shared.gets).hasValueGreaterThan(1);
  }

  @Test
  void getOrCompile_eightProcessesThatDoNotWait_compileEach() throws Exception {
    // What the lease is for: the harness must catch a cache that takes none.
    LeasingStore shared = new LeasingStore();
    CountDownLatch all = new CountDownLatch(PROCESSES);
    List<Artifact> artifacts =
        start(
            () -> CompilationCache.builder().shared(shared).maximumCompileWait(Duration.ZERO),
            request -> {
              compiles.incrementAndGet();
              all.countDown();
              await(all);
              return ARTIFACT;
            });
    assertThat(artifacts).containsOnly(ARTIFACT);
    assertThat(compiles).hasValue(PROCESSES);
  }

  @Test
  void getOrCompile_leaderThatNeverEnds_isWaitedForNoLongerThanTold() throws Exception {
    LeasingStore shared = new LeasingStore();
    var held = shared.tryLease(REQUEST.key(), Duration.ofDays(1)).orElseThrow();
    try (CompilationCache cache =
        CompilationCache.builder()
            .shared(shared)
            .maximumCompileWait(Duration.ofMillis(200))
            .build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).hasValue(1);
  }

  @Test
  void getOrCompile_leaderThatFails_isFollowedByAnother() throws Exception {
    LeasingStore shared = new LeasingStore();
    AtomicInteger tries = new AtomicInteger();
    List<Artifact> artifacts = new ArrayList<>();
    int failures = 0;
    for (Future<Artifact> result :
        run(
            () -> onShared(shared),
            request -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("this process is out of memory");
              }
              return compileWhile(PROCESSES - 2);
            })) {
      try {
        artifacts.add(result.get());
      } catch (java.util.concurrent.ExecutionException e) {
        failures++;
      }
    }
    assertThat(failures).isEqualTo(1);
    assertThat(artifacts).hasSize(PROCESSES - 1).containsOnly(ARTIFACT);
    assertThat(compiles).hasValue(1);
  }

  @Test
  void getOrCompile_tierThatFails_compilesAtOnce() {
    ArtifactStore broken = new FailingStore(new LeasingStore(), 1, true);
    try (CompilationCache cache = CompilationCache.builder().shared(broken).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).hasValue(1);
  }

  @Test
  void getOrCompile_interruptedWhileItWaits_compilesAndKeepsTheFlag() throws Exception {
    LeasingStore shared = new LeasingStore();
    var held = shared.tryLease(REQUEST.key(), Duration.ofDays(1)).orElseThrow();
    try (CompilationCache cache = onShared(shared).build()) {
      Thread.currentThread().interrupt();
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void lease_ofALargerModule_isLonger() {
    assertThat(LeaseTimes.lease(0)).isEqualTo(Duration.ofSeconds(10));
    assertThat(LeaseTimes.lease(10L << 20)).isEqualTo(Duration.ofSeconds(50));
    assertThat(LeaseTimes.lease(Integer.MAX_VALUE)).isPositive();
  }

  @Test
  void patience_ofWhoWaits_outlastsALeaderThatDiedAndTheOneAfterIt() {
    Duration lease = LeaseTimes.lease(1L << 20);
    assertThat(LeaseTimes.patience(lease, Duration.ofHours(1))).isEqualTo(lease.multipliedBy(2));
    assertThat(LeaseTimes.patience(lease, Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void pause_afterEachLook_growsToASecondAndDiffers() {
    assertThat(LeaseTimes.pauseNanos(0, 0, 0, 0)).isEqualTo(Duration.ofMillis(25).toNanos());
    assertThat(LeaseTimes.pauseNanos(0, 0, 0, 1)).isEqualTo(Duration.ofMillis(75).toNanos());
    assertThat(LeaseTimes.pauseNanos(50, 0, seconds(2), 0.5)).isEqualTo(seconds(1));
  }

  @Test
  void pause_ofWhoHasWaitedForLong_growsToFiveSeconds() {
    assertThat(LeaseTimes.pauseNanos(50, 0, seconds(16), 0.5)).isEqualTo(seconds(2));
    assertThat(LeaseTimes.pauseNanos(50, 0, seconds(3600), 0.5)).isEqualTo(seconds(5));
    assertThat(LeaseTimes.pauseNanos(0, 0, seconds(3600), 0.5))
        .isEqualTo(Duration.ofMillis(50).toNanos());
  }

  @Test
  void getOrCompile_thatWaits_looksMoreOftenThanItTriesTheLease() throws Exception {
    LeasingStore shared = new LeasingStore();
    var held = shared.tryLease(REQUEST.key(), Duration.ofDays(1)).orElseThrow();
    try (CompilationCache cache =
        CompilationCache.builder()
            .shared(shared)
            .maximumCompileWait(Duration.ofSeconds(2))
            .build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    // One poll before it waits, one after each pause. If every poll tried the lease, there would be
    // as many tries.
    int looks = shared.gets.get() - 1;
    assertThat(looks).isGreaterThanOrEqualTo(2);
    assertThat(shared.tries.get() - 1).isEqualTo((looks + 3) / 4);
  }

  @Test
  void getOrCompile_tryThatFailsWhileItWaits_goesOnWaiting() throws Exception {
    LeasingStore shared = new LeasingStore();
    var held = shared.tryLease(REQUEST.key(), Duration.ofDays(1)).orElseThrow();
    // A bucket that a whole fleet asks at once replies "slow down".
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger looksAfterIt = new AtomicInteger();
    ArtifactStore busy =
        new Watched(shared) {
          @Override
          public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
            Optional<Lease> lease = super.tryLease(key, atMost);
            if (shared.tries.get() > 2) {
              failed.incrementAndGet();
              throw new IOException("slow down");
            }
            return lease;
          }

          @Override
          public Optional<StoredEntry> get(CacheKey key) throws IOException {
            if (failed.get() > 0 && looksAfterIt.incrementAndGet() == 2) {
              CompilationCache.builder().shared(shared).build().put(key, ARTIFACT);
            }
            return super.get(key);
          }
        };
    try (CompilationCache cache = CompilationCache.builder().shared(busy).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).as("by this one").hasValue(0);
    assertThat(failed).hasValue(1);
  }

  @Test
  void getOrCompile_triesWithoutAnAnswerOfATierThatWorks_goesOnWaiting() throws Exception {
    // A fleet that starts keeps the tier busy: if each process compiled then, all would.
    LeasingStore shared = new LeasingStore();
    var held = shared.tryLease(REQUEST.key(), Duration.ofDays(1)).orElseThrow();
    ArtifactStore slow =
        new Watched(shared) {
          @Override
          public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
            Optional<Lease> lease = super.tryLease(key, atMost);
            if (shared.tries.get() == 4) {
              held.close();
            }
            if (shared.tries.get() > 2 && lease.isEmpty()) {
              throw new StoreException(Outcome.TIMEOUT, "no answer");
            }
            return lease;
          }
        };
    try (CompilationCache cache = CompilationCache.builder().shared(slow).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).hasValue(1);
    assertThat(shared.tries).hasValue(5);
  }

  @Test
  void getOrCompile_leasesNeverAnsweredOfATierThatReads_waitsNoLongerThanForACompile()
      throws Exception {
    LeasingStore shared = new LeasingStore();
    ArtifactStore silent =
        new Watched(shared) {
          @Override
          public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
            throw new StoreException(Outcome.TIMEOUT, "no answer");
          }
        };
    long start = System.nanoTime();
    try (CompilationCache cache = CompilationCache.builder().shared(silent).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).hasValue(1);
    assertThat(System.nanoTime() - start).isLessThan(LeaseTimes.lease(REQUEST.size()).toNanos());
  }

  @Test
  void getOrCompile_tierTooBusyForALease_waitsForTheOthers() throws Exception {
    LeasingStore shared = new LeasingStore();
    AtomicInteger asked = new AtomicInteger();
    ArtifactStore busy =
        new Watched(shared) {
          @Override
          public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
            throw new StoreException(Outcome.BUSY, "slow down");
          }

          @Override
          public Optional<StoredEntry> get(CacheKey key) throws IOException {
            if (asked.incrementAndGet() == 4) {
              putElsewhere(shared);
            }
            return super.get(key);
          }
        };
    try (CompilationCache cache = CompilationCache.builder().shared(busy).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).hasValue(0);
  }

  @Test
  void getOrCompile_tierTooBusyToRead_asksAgainAndDoesNotCompile() throws Exception {
    LeasingStore shared = new LeasingStore();
    putElsewhere(shared);
    AtomicInteger asked = new AtomicInteger();
    ArtifactStore busy =
        new Watched(shared) {
          @Override
          public Optional<StoredEntry> get(CacheKey key) throws IOException {
            if (asked.incrementAndGet() <= 5) {
              throw new StoreException(Outcome.BUSY, "slow down");
            }
            return super.get(key);
          }
        };
    try (CompilationCache cache = CompilationCache.builder().shared(busy).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.BUSY)).isEqualTo(5);
      assertThat(cache.stats().tier(Tier.SHARED).readsPaused()).isFalse();
    }
    assertThat(compiles).hasValue(0);
  }

  @Test
  void getOrCompile_tierPausedWhileItCompiles_givesItsLeaseBack() throws Exception {
    // Like a file lock: only its holder can release it.
    LeasingStore hanging =
        new LeasingStore() {
          @Override
          public void put(CacheKey key, EntryContent content) throws IOException {
            throw new StoreException(Outcome.TIMEOUT, "the disk hangs");
          }
        };
    try (CompilationCache cache = CompilationCache.builder().disk(hanging).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).writesPaused()).isTrue();
      // Not waited for: the request has waited for this tier once.
      Waiting.until(() -> hanging.leases.isEmpty());
    }
  }

  @Test
  void getOrCompile_cacheClosedWhileItCompiles_givesItsLeaseBack() throws Exception {
    LeasingStore store = new LeasingStore();
    CompilationCache cache = CompilationCache.builder().disk(store).build();
    Artifact artifact =
        cache.getOrCompile(
            REQUEST,
            request -> {
              assertThat(store.leases).hasSize(1);
              cache.close();
              return ARTIFACT;
            });
    assertThat(artifact).isEqualTo(ARTIFACT);
    assertThat(store.leases).isEmpty();
  }

  @Test
  void getOrCompile_leaseThatComesTooLate_isGivenBack() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    LeasingStore store =
        new LeasingStore() {
          @Override
          public Optional<Lease> tryLease(CacheKey key, Duration atMost) {
            Optional<Lease> lease = super.tryLease(key, atMost);
            await(slow);
            return lease;
          }
        };
    try (CompilationCache cache =
        CompilationCache.builder().disk(store).timeout(Duration.ofSeconds(1)).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
      assertThat(store.leases).hasSize(1);
      slow.countDown();
      Waiting.until(() -> store.leases.isEmpty());
    }
  }

  @Test
  void getOrCompile_whereNothingCanBeStored_waitsForNobodyAndHoldsNobodyUp() throws Exception {
    LeasingStore shared = new LeasingStore();
    var held = shared.tryLease(REQUEST.key(), Duration.ofDays(1)).orElseThrow();
    int tries = shared.tries.get();
    try (CompilationCache cache =
        CompilationCache.builder().shared(shared).integrity(Keys.publicOnly("builders")).build()) {
      assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(shared.tries).hasValue(tries);
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private Artifact compile(CompileRequest request) {
    compiles.incrementAndGet();
    return ARTIFACT;
  }

  /** Runs until every other process has missed and asked for the lease. */
  private Artifact compileWhileTheOthersWait(CompileRequest request) {
    return compileWhile(PROCESSES - 1);
  }

  private Artifact compileWhile(int others) {
    compiles.incrementAndGet();
    Waiting.until(() -> waiting.get() >= others);
    return ARTIFACT;
  }

  private final AtomicInteger waiting = new AtomicInteger();

  private CompilationCacheBuilder onDisk() {
    DiskStore store = DiskStore.builder(directory).build();
    return CompilationCache.builder().disk(new Watched(store));
  }

  private CompilationCacheBuilder onShared(ArtifactStore shared) {
    return CompilationCache.builder().shared(new Watched(shared));
  }

  private CompilationCacheBuilder onDiskAndShared(ArtifactStore shared) {
    return onDisk().shared(new Watched(shared));
  }

  /** Stores the entry of another host. */
  private void putElsewhere(ArtifactStore shared) {
    try (CompilationCache other = CompilationCache.builder().disk(new Watched(shared)).build()) {
      other.put(REQUEST.key(), ARTIFACT);
    }
  }

  private List<Artifact> start(
      java.util.function.Supplier<CompilationCacheBuilder> process, ArtifactCompiler compiler)
      throws Exception {
    List<Artifact> artifacts = new ArrayList<>();
    for (Future<Artifact> artifact : run(process, compiler)) {
      artifacts.add(artifact.get());
    }
    return artifacts;
  }

  private static List<Future<Artifact>> run(
      java.util.function.Supplier<CompilationCacheBuilder> process, ArtifactCompiler compiler)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
    try {
      List<Callable<Artifact>> starts = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        starts.add(
            () -> {
              try (CompilationCache cache = process.get().build()) {
                return cache.getOrCompile(REQUEST, compiler);
              }
            });
      }
      return threads.invokeAll(starts);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts the processes that were refused a lease, or missed after the first one. */
  private class Watched extends ForwardingStore {
    private boolean refused;

    private Watched(ArtifactStore store) {
      super(store);
    }

    @Override
    public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
      Optional<Lease> lease = super.tryLease(key, atMost);
      if (lease.isEmpty() && !refused) {
        refused = true;
        waiting.incrementAndGet();
      }
      return lease;
    }

    @Override
    public void close() throws IOException {
      // Including those of the other processes.
    }
  }

  /** A store in the network that lends the right to compile. */
  private static class LeasingStore extends MapStore {
    private final Map<CacheKey, Lease> leases = new ConcurrentHashMap<>();
    private final AtomicInteger gets = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();

    @Override
    public Optional<StoredEntry> get(CacheKey key) {
      gets.incrementAndGet();
      return super.get(key);
    }

    @Override
    public Optional<StoredEntry> peek(CacheKey key) {
      // What finds out whether it works, before any request.
      return Optional.empty();
    }

    @Override
    public Optional<Lease> tryLease(CacheKey key, Duration atMost) {
      tries.incrementAndGet();
      Lease lease = () -> leases.remove(key);
      return leases.putIfAbsent(key, lease) == null ? Optional.of(lease) : Optional.empty();
    }
  }
}
