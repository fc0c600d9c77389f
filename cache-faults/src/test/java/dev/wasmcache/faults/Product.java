package dev.wasmcache.faults;

import static org.awaitility.Awaitility.await;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.Outcome;
import dev.wasmcache.Tier;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A cache with a disk tier and nothing else. Who asks for outcomes uses it from one thread. */
final class Product implements Storage {

  // A machine that does other things as well is no disk that hangs.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DiskStore store;
  private final CompilationCache cache;

  private Product(DiskStore store, Duration timeout) {
    this.store = store;
    this.cache = CompilationCache.builder().disk(store).timeout(timeout).build();
  }

  private Product(DiskStore store) {
    this(store, PATIENCE);
  }

  static Product open(Path directory) {
    return new Product(builder(directory).build());
  }

  /** One that waits for its disk no longer than it does by default. */
  static Product openImpatient(Path directory) {
    return new Product(builder(directory).build(), CompilationCacheBuilder.DEFAULT_TIMEOUT);
  }

  /** One that evicts. */
  static Product open(Path directory, long maximumBytes) {
    return new Product(builder(directory).maximumBytes(maximumBytes).build());
  }

  /** One whose clock is ahead, for which files of this minute are old. */
  static Product openLater(Path directory, Duration ahead) {
    InstantSource clock = InstantSource.system();
    return new Product(builder(directory).clock(() -> clock.instant().plus(ahead)).build());
  }

  private static DiskStore.Builder builder(Path directory) {
    // The volumes of the tests are small.
    return DiskStore.builder(directory).minimumFreeBytes(0);
  }

  CompilationCache cache() {
    return cache;
  }

  @Override
  public boolean put(int number, byte[] body) {
    return putOutcome(number, body) == Outcome.STORED;
  }

  Outcome putOutcome(int number, byte[] body) {
    Map<Outcome, Long> before = cache.stats().tier(Tier.DISK).writes();
    cache.put(Entries.key(number), Artifact.of(body));
    return added(before, cache.stats().tier(Tier.DISK).writes());
  }

  @Override
  public Optional<byte[]> get(int number) {
    return cache.get(Entries.key(number)).map(Artifact::bytes);
  }

  Outcome getOutcome(int number) {
    Map<Outcome, Long> before = cache.stats().tier(Tier.DISK).requests();
    get(number);
    return added(before, cache.stats().tier(Tier.DISK).requests());
  }

  static Outcome added(Map<Outcome, Long> before, Map<Outcome, Long> after) {
    return after.entrySet().stream()
        .filter(count -> count.getValue() > before.getOrDefault(count.getKey(), 0L))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** Answers how many entries it found that do not verify. */
  static long damaged(Storage storage) {
    return storage instanceof Product product
        ? product.cache.stats().tier(Tier.DISK).requests(Outcome.CORRUPT)
        : 0;
  }

  @Override
  public void delete(int number) {
    cache.delete(Entries.key(number));
  }

  @Override
  public void collect() throws IOException {
    store.collect();
  }

  /** Collects as soon as nobody else is at it. */
  void collectInTurn() {
    await().pollInterval(Duration.ofMillis(2)).until(store::collect);
  }

  @Override
  public void close() {
    cache.close();
  }
}
