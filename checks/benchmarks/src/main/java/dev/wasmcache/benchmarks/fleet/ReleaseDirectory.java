package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.EvictionCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The directory of a host on which one release follows another, with the real store and a simulated
 * clock. Each release is a process that runs until the next one has taken over. Each collects at
 * least once during a release, since it does so every hour.
 */
final class ReleaseDirectory {

  /** A hundredth of an artifact of a megabyte; the limits are scaled down as well. */
  static final int ENTRY_BYTES = 10_000;

  /** What an entry takes on the volume: three blocks, and one for its folder. */
  static final int TAKEN_BYTES = 4 * 4096;

  private final Path directory;
  private final Releases releases;
  private final Duration interval;
  private final long maximumBytes;
  private final Duration maximumIdle;
  private final Map<Integer, Integer> lastStored = new HashMap<>();
  private final Map<EvictionCause, Long> evictions = new EnumMap<>(EvictionCause.class);
  // Modification times cannot be in the future of the system's clock: this one starts now.
  private Instant now = Instant.now();
  private long compiles;
  private long thrash;
  private long highest;
  private long last;

  ReleaseDirectory(
      Path directory,
      Releases releases,
      Duration interval,
      long maximumBytes,
      Duration maximumIdle) {
    this.directory = directory;
    this.releases = releases;
    this.interval = interval;
    this.maximumBytes = maximumBytes;
    this.maximumIdle = maximumIdle;
  }

  /**
   * Runs all releases.
   *
   * @param rollBackEvery after this many releases the previous one is started again for a while; 0
   *     means never
   */
  void run(int rollBackEvery) throws IOException {
    DiskStore running = open();
    for (int release = 0; release < releases.count(); release++) {
      running = replace(running, release);
      highest = Math.max(highest, bytes(running));
      now = now.plus(interval.dividedBy(2));
      if (rollBackEvery > 0 && release > 0 && release % rollBackEvery == 0) {
        running = replace(running, release - 1);
        running = replace(running, release);
      }
      now = now.plus(interval.dividedBy(2));
      boolean unused = running.collect();
      last = bytes(running);
    }
    count(running);
    running.close();
  }

  private DiskStore open() {
    return DiskStore.builder(directory)
        .maximumBytes(maximumBytes)
        .maximumIdle(maximumIdle)
        .minimumFreeBytes(0)
        .clock(() -> now)
        .build();
  }

  /** Starts a release while the old one still runs, and then stops the old one. */
  private DiskStore replace(DiskStore old, int release) throws IOException {
    DiskStore store = open();
    for (int artifact : releases.artifacts().get(release)) {
      load(store, release, artifact);
    }
    // Both still run, and each keeps the entries that it uses.
    boolean unusedOfOld = old.collect();
    boolean unusedOfNew = store.collect();
    count(old);
    old.close();
    return store;
  }

  private void load(DiskStore store, int release, int artifact) throws IOException {
    CacheKey key =
        CacheKey.of(
            ByteBuffer.allocate(CacheKey.LENGTH).put((byte) artifact).putInt(artifact).array());
    if (!used(store, key)) {
      compiles++;
      Integer before = lastStored.put(artifact, release);
      if (before != null) {
        thrash++;
      }
      store.put(key, new Entry());
      // A write has the time of the system's clock, a use that of the simulated one.
      boolean unused = used(store, key);
    }
  }

  private static boolean used(DiskStore store, CacheKey key) throws IOException {
    Optional<StoredEntry> found = store.get(key);
    if (found.isPresent()) {
      found.get().close();
    }
    return found.isPresent();
  }

  private void count(DiskStore store) {
    store.usage().evictions().forEach((cause, count) -> evictions.merge(cause, count, Long::sum));
  }

  private static long bytes(DiskStore store) {
    return store.usage().bytes();
  }

  long compiles() {
    return compiles;
  }

  /** Returns how many compiles were of modules that had been in the directory before. */
  long thrash() {
    return thrash;
  }

  long evictions(EvictionCause cause) {
    return evictions.getOrDefault(cause, 0L);
  }

  /** Returns the largest size in bytes after the start of a release. */
  long highest() {
    return highest;
  }

  /** Returns the size in bytes at the end. */
  long last() {
    return last;
  }

  private record Entry() implements EntryContent {
    @Override
    public long size() {
      return ENTRY_BYTES;
    }

    @Override
    public void writeTo(Sink sink) throws IOException {
      sink.write(0, new byte[ENTRY_BYTES], 0, ENTRY_BYTES);
    }
  }
}
