package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shared tier whose bytes come more slowly than its limits allow for. */
final class SlowTransferTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(5, 50_000));
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  private final SlowStore store = new SlowStore();
  private final AtomicInteger compiles = new AtomicInteger();
  private CompilationCache cache;

  @BeforeEach
  void putElsewhere() {
    try (CompilationCache other = CompilationCache.builder().disk(store).build()) {
      other.put(REQUEST.key(), ARTIFACT);
    }
    cache = builder().build();
  }

  private CompilationCacheBuilder builder() {
    return builder(Duration.ZERO);
  }

  private CompilationCacheBuilder builder(Duration coldStart) {
    return CompilationCache.builder()
        .shared(
            SharedTier.builder(store)
                .timeout(TIMEOUT)
                .coldStart(coldStart)
                .minimumBytesPerSecond(1L << 40)
                .build());
  }

  @AfterEach
  void close() {
    cache.close();
  }

  @Test
  void getOrCompile_allWillComeSoonerThanACompile_waitsForIt() {
    // In five windows, of which the first would have been the last.
    store.bytesPerRead = 2_000;
    assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    assertThat(compiles).hasValue(0);
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.HIT)).isEqualTo(1);
  }

  @Test
  void getOrCompile_wouldTakeForHours_compilesSoon() {
    store.bytesPerRead = 1;
    assertThat(cache.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    assertThat(compiles).hasValue(1);
    assertThat(store.sent).hasValueLessThan(2_000);
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void getOrCompile_entryCameTooSlowly_isNotUploadedAgain() {
    store.bytesPerRead = 1;
    MapStore disk = new MapStore();
    try (CompilationCache other = builder().disk(disk).build()) {
      assertThat(other.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).hasValue(1);
    assertThat(disk.entries).containsKey(REQUEST.key());
    assertThat(store.puts).hasValue(1);
  }

  @Test
  void getOrCompile_tierHangsBeforeTheFirstByte_uploads() {
    store.bytesPerRead = 0;
    try (CompilationCache other = builder().build()) {
      assertThat(other.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(store.puts).hasValue(2);
  }

  @Test
  void getOrCompile_firstCallWouldTakeForHours_compilesSoonAllTheSame() {
    store.bytesPerRead = 1;
    try (CompilationCache cold = builder(Duration.ofMinutes(1)).build()) {
      assertThat(cold.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).hasValue(1);
    assertThat(store.sent).hasValueLessThan(2_000);
  }

  @Test
  void get_notKnownWhatItIsWorth_waitsNoLongerThanBefore() {
    store.bytesPerRead = 2_000;
    assertThat(cache.get(REQUEST.key())).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void getOrCompile_waitsForNoOther_waitsNoLongerThanBefore() {
    store.bytesPerRead = 2_000;
    try (CompilationCache impatient = builder().maximumCompileWait(Duration.ZERO).build()) {
      assertThat(impatient.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
    }
    assertThat(compiles).hasValue(1);
  }

  @Test
  void getOrCompile_tierAlwaysBusy_compilesAtTheLimit() {
    store.busy = true;
    Duration limit = Duration.ofMillis(500);
    try (CompilationCache patient = builder().maximumCompileWait(limit).build()) {
      long start = System.nanoTime();
      assertThat(patient.getOrCompile(REQUEST, this::compile)).isEqualTo(ARTIFACT);
      assertThat(System.nanoTime() - start).isGreaterThan(limit.toNanos() / 2);
    }
    assertThat(compiles).hasValue(1);
    assertThat(store.asked).hasValueGreaterThan(2);
  }

  private Artifact compile(CompileRequest request) {
    compiles.incrementAndGet();
    return ARTIFACT;
  }

  /** Hands out so many bytes every twenty milliseconds, and refuses everything while it is busy. */
  private static final class SlowStore extends MapStore {
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger puts = new AtomicInteger();
    private volatile int bytesPerRead = Integer.MAX_VALUE;
    private volatile boolean busy;

    @Override
    public Optional<StoredEntry> get(CacheKey key) {
      return super.get(key).map(Slow::new);
    }

    @Override
    public Optional<StoredEntry> get(CacheKey key, Arrival arrival) throws IOException {
      asked.incrementAndGet();
      refuseIfBusy();
      return super.get(key, arrival);
    }

    @Override
    public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
      refuseIfBusy();
      return super.tryLease(key, atMost);
    }

    @Override
    public void put(CacheKey key, EntryContent content) throws IOException {
      puts.incrementAndGet();
      super.put(key, content);
    }

    private void refuseIfBusy() throws StoreException {
      if (busy) {
        throw new StoreException(Outcome.BUSY, "slow down");
      }
    }

    private final class Slow implements StoredEntry {
      private final StoredEntry entry;

      private Slow(StoredEntry entry) {
        this.entry = entry;
      }

      @Override
      public long size() {
        return entry.size();
      }

      @Override
      public InputStream content() {
        return new InputStream() {
          @Override
          public int read() throws IOException {
            return entry.content().read();
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            if (Thread.interrupted()) {
              throw new InterruptedIOException("given up");
            }
            int read = entry.content().read(target, offset, Math.min(length, bytesPerRead));
            sent.addAndGet(Math.max(0, read));
            return read;
          }
        };
      }

      @Override
      public boolean discard() throws IOException {
        return entry.discard();
      }

      @Override
      public void close() throws IOException {
        entry.close();
      }
    }
  }
}
