package dev.wasmcache.faults;

import static org.awaitility.Awaitility.await;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A cache with only a disk tier. A caller that queries outcomes uses it from one thread. */
final class Product implements Storage {

  // A slow answer of a busy machine must not count as a disk that hangs.
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

  /** A cache with the default time limits of its disk. */
  static Product openImpatient(Path directory) {
    return new Product(builder(directory).build(), CompilationCacheBuilder.DEFAULT_TIMEOUT);
  }

  /** A cache that evicts. */
  static Product open(Path directory, long maximumBytes) {
    return new Product(builder(directory).maximumBytes(maximumBytes).build());
  }

  /** A cache whose clock is ahead, so that recent files count as old. */
  static Product openLater(Path directory, Duration ahead) {
    InstantSource clock = InstantSource.system();
    return new Product(builder(directory).clock(() -> clock.instant().plus(ahead)).build());
  }

  private static DiskStore.Builder builder(Path directory) {
    // The tests' volumes are small.
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

  /** Returns how many entries do not verify. */
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

  /** Collects as soon as no other process is collecting. */
  void collectInTurn() {
    await().pollInterval(Duration.ofMillis(2)).until(store::collect);
  }

  @Override
  public void close() {
    cache.close();
  }
}
