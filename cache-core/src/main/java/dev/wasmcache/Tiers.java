package dev.wasmcache;

import dev.wasmcache.internal.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Memory over disk over read-only directories over a shared store, each of which may be missing:
 * asks them in turn, and fills those above the one that answered.
 */
final class Tiers {

  private static final int CLEAR_PAGE = 1000;

  private final @Nullable MemoryTier memory;
  private final List<StoreTier> stores = new ArrayList<>();
  private final List<CacheTier> all = new ArrayList<>();
  private final LongAdder savedNanos = new LongAdder();
  private volatile boolean closed;

  Tiers(CompilationCacheBuilder settings, CacheListener listener, CacheInterceptor interceptor) {
    boolean used = settings.mode() != CacheMode.BYPASS;
    memory = used && settings.memoryBytes() > 0 ? new MemoryTier(settings.memoryBytes()) : null;
    if (memory != null) {
      all.add(memory);
    }
    if (used) {
      for (Map.Entry<Tier, ArtifactStore> store : settings.stores().entrySet()) {
        stores.add(
            new StoreTier(store.getKey(), store.getValue(), settings, listener, interceptor));
      }
    }
    all.addAll(stores);
  }

  /** Answers the tiers below memory. */
  List<StoreTier> stores() {
    return stores;
  }

  /** Answers the tier that keeps notes about modules: the first that is written to. */
  Optional<StoreTier> notes() {
    return stores.stream().filter(StoreTier::isWritable).findFirst();
  }

  /**
   * Answers the tiers that may have notes: that one, and the files of this host, also read-only.
   */
  List<StoreTier> noteReaders() {
    Optional<StoreTier> written = notes();
    return stores.stream()
        .filter(store -> store.tier() != Tier.SHARED || written.equals(Optional.of(store)))
        .toList();
  }

  /** Whether this host has entries in files. */
  boolean haveFiles() {
    for (StoreTier store : stores) {
      if (store.tier() != Tier.SHARED) {
        return true;
      }
    }
    return false;
  }

  /** Asks the tiers in turn, and fills those that did not have it. Null if none has it. */
  @Nullable Found find(CacheKey key, ArtifactLoader<?> loader, Keep keep, Trail trail) {
    for (int i = 0; i < all.size() && !closed; i++) {
      CacheTier tier = all.get(i);
      Origin origin = Origin.of(tier.tier());
      Optional<Artifact> artifact = tier.get(key, trail);
      if (artifact.isPresent() && loads(key, artifact.get(), origin, loader, trail)) {
        return found(key, artifact.get(), i, keep);
      }
    }
    return null;
  }

  /** Looks whether another process has stored an artifact in a tier. Null if not. */
  @Nullable Found look(StoreTier store, CacheKey key, ArtifactLoader<?> loader, Keep keep) {
    Optional<Artifact> artifact = store.look(key);
    Origin origin = Origin.of(store.tier());
    if (artifact.isEmpty() || !loads(key, artifact.get(), origin, loader, new Trail())) {
      return null;
    }
    return found(key, artifact.get(), all.indexOf(store), keep);
  }

  private Found found(CacheKey key, Artifact artifact, int position, Keep keep) {
    fill(key, artifact, position, keep);
    savedNanos.add(artifact.compileTime().toNanos());
    return new Found(artifact, Origin.of(all.get(position).tier()));
  }

  private boolean loads(
      CacheKey key, Artifact artifact, Origin origin, ArtifactLoader<?> loader, Trail trail) {
    try {
      loader.load(artifact, origin);
      return true;
    } catch (RuntimeException | LinkageError e) {
      reject(key, origin, e, trail);
      return false;
    }
  }

  /** An artifact is verified and of no use to the engine. */
  void reject(CacheKey key, Origin origin, Throwable reason, Trail trail) {
    CacheLog.LOG.warn(
        "Wasm cache: entry {} of the {} tier is verified but does not load, so it is deleted",
        key,
        origin.id(),
        Printable.failure(reason));
    for (CacheTier tier : all) {
      if (Origin.of(tier.tier()) == origin) {
        trail.add(tier.tier(), Outcome.STALE);
        tier.reject(key);
      }
    }
  }

  /**
   * Deletes what a shared store has and this host may not use: in a directory the next put takes
   * its place, there the first writer may win.
   */
  void makeRoom(CacheKey key, Trail trail) {
    if (!trail.has(Tier.SHARED, Outcome.STALE)) {
      return;
    }
    for (StoreTier store : stores) {
      if (store.tier() == Tier.SHARED) {
        store.makeRoom(key);
      }
    }
  }

  /** Whether the memory tier is to keep what is stored. */
  enum Keep {
    IN_MEMORY,
    IN_STORES_ONLY
  }

  /** Stores an artifact that is in memory, in every tier. */
  void store(CacheKey key, Artifact artifact, Keep keep) {
    if (!closed) {
      fill(key, artifact, all.size(), keep);
    }
  }

  private void fill(CacheKey key, Artifact artifact, int below, Keep keep) {
    boolean inFiles = below < all.size() && all.get(below).tier() == Tier.LAYER;
    for (CacheTier tier : all.subList(0, below)) {
      // What a read-only directory of this host has need not be in a second one.
      boolean wanted = tier == memory ? keep == Keep.IN_MEMORY : !inFiles;
      if (wanted && tier.tier() != Tier.LAYER) {
        tier.put(key, artifact);
      }
    }
  }

  void put(CacheKey key, Artifact artifact) {
    try {
      if (closed) {
        return;
      }
      if (artifact.inMemory()) {
        store(key, artifact, Keep.IN_MEMORY);
      } else {
        storeStream(key, artifact);
      }
    } finally {
      artifact.closeIfNotTaken();
    }
  }

  /** A stream can be taken once: the first store takes it, and the next one copies from there. */
  private void storeStream(CacheKey key, Artifact artifact) {
    if (memory != null && memory.takes(artifact)) {
      try {
        store(key, artifact.readWhole(), Keep.IN_MEMORY);
      } catch (IOException e) {
        memory.failed(key, e);
      }
      return;
    }
    if (memory != null) {
      memory.put(key, artifact);
    }
    StoreTier before = null;
    for (StoreTier store : stores) {
      if (store.tier() == Tier.LAYER) {
        continue;
      }
      if (before == null) {
        store.put(key, artifact);
      } else {
        store.copy(key, artifact.size(), before);
      }
      before = store;
    }
  }

  /** Deletes from every tier; answers what failed. */
  List<IOException> delete(CacheKey key) {
    List<IOException> failures = new ArrayList<>();
    for (CacheTier tier : all) {
      try {
        tier.delete(key);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    return failures;
  }

  /** Deletes every entry of this host; answers what failed. */
  List<IOException> clear() {
    List<IOException> failures = new ArrayList<>();
    if (memory != null) {
      memory.clear();
    }
    for (StoreTier store : stores) {
      try {
        if (store.tier() == Tier.DISK) {
          clear(store, failures);
        }
      } catch (IOException e) {
        failures.add(e);
      }
    }
    return failures;
  }

  private static void clear(StoreTier store, List<IOException> failures) throws IOException {
    CacheKey last = null;
    while (true) {
      List<CacheKey> page = store.keys(last, CLEAR_PAGE);
      if (page.isEmpty()) {
        return;
      }
      for (CacheKey key : page) {
        try {
          store.delete(key);
        } catch (IOException e) {
          failures.add(e);
        }
      }
      last = page.get(page.size() - 1);
    }
  }

  List<EntryInfo> inspect(CacheKey key) {
    return all.stream().flatMap(tier -> tier.inspect(key).stream()).toList();
  }

  Map<Tier, Outcome> verify(CacheKey key) {
    Map<Tier, Outcome> outcomes = new LinkedHashMap<>();
    stores.forEach(store -> outcomes.put(store.tier(), store.verify(key)));
    return outcomes;
  }

  /** Answers the keys of this host's files together; if it has none, of the shared store. */
  List<CacheKey> keys(@Nullable CacheKey after, int limit) {
    if (stores.isEmpty()) {
      return memory == null ? List.of() : memory.keys(after, limit);
    }
    return stores.stream()
        .filter(store -> !haveFiles() || store.tier() != Tier.SHARED)
        .flatMap(store -> keys(store, after, limit).stream())
        .sorted()
        .distinct()
        .limit(limit)
        .toList();
  }

  private static List<CacheKey> keys(StoreTier store, @Nullable CacheKey after, int limit) {
    try {
      return store.keys(after, limit);
    } catch (IOException e) {
      CacheLog.LOG.warn("Wasm cache: {}: {}", e.getMessage(), Printable.text(e.getCause()));
      return List.of();
    }
  }

  /**
   * Answers the keys of this host's files together; if it has none, of the shared store.
   *
   * @throws IOException if a store failed: who copies all must not take a part for it
   */
  List<CacheKey> storedKeys(@Nullable CacheKey after, int limit) throws IOException {
    TreeSet<CacheKey> keys = new TreeSet<>();
    for (StoreTier store : stores) {
      if (!haveFiles() || store.tier() != Tier.SHARED) {
        keys.addAll(store.keys(after, limit));
      }
    }
    return keys.stream().limit(limit).toList();
  }

  /**
   * Reads and verifies an entry as the first store has it that has a good one. Null if none has, or
   * if it is not wanted.
   */
  @Nullable Artifact stored(CacheKey key, Predicate<EntryInfo> filter, Trail trail) {
    for (StoreTier store : stores) {
      Optional<Artifact> artifact = store.stored(key, filter, trail);
      if (artifact.isPresent()) {
        return artifact.get();
      }
    }
    return null;
  }

  /** Verifies an entry that comes from elsewhere, and stores it, as it is, wherever one can. */
  Outcome restore(CacheKey key, byte[] stored) {
    Outcome first = null;
    for (StoreTier store : stores) {
      if (store.isWritable()) {
        Outcome outcome = store.restore(key, stored);
        first = first == null ? outcome : first;
      }
    }
    return first == null ? Outcome.SKIPPED : first;
  }

  void tryPaused() {
    stores.stream().filter(StoreTier::isLeftAlone).forEach(StoreTier::tryAgain);
  }

  Map<Tier, TierStats> stats() {
    Map<Tier, TierStats> snapshot = new LinkedHashMap<>();
    all.forEach(tier -> snapshot.put(tier.tier(), tier.stats()));
    return snapshot;
  }

  long savedNanos() {
    return savedNanos.sum();
  }

  void close() {
    closed = true;
    all.forEach(CacheTier::close);
  }
}
