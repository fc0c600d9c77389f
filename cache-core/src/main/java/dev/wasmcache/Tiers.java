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
 * Memory over disk over read-only directories over a shared store, each of which may be missing.
 * Asks them in turn, and fills the tiers above the one that had the artifact.
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
      int after = settings.stores().size();
      for (Map.Entry<Tier, ArtifactStore> store : settings.stores().entrySet()) {
        after--;
        stores.add(
            new StoreTier(
                store.getKey(), store.getValue(), settings, after, listener, interceptor));
      }
    }
    all.addAll(stores);
  }

  /**
   * Returns the budget of one request: the longest that a call to one of the tiers may take. That
   * is what all of its calls to all of them may take together.
   */
  WaitBudget newWaits() {
    long longest = 0;
    for (StoreTier store : stores) {
      longest = Math.max(longest, store.ownNanos());
    }
    return WaitBudget.ofNanos(longest);
  }

  /** Answers the tiers below memory. */
  List<StoreTier> stores() {
    return stores;
  }

  /** Returns the tier that keeps notes about modules: the first writable one. */
  Optional<StoreTier> notes() {
    return stores.stream().filter(StoreTier::isWritable).findFirst();
  }

  /**
   * Returns the tiers that may have notes: that one, and the directories of this host, including
   * read-only ones.
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
        return found(key, artifact.get(), i, keep, trail.waits());
      }
    }
    return null;
  }

  /** Looks whether another process has stored an artifact in a tier. Null if not. */
  @Nullable Found look(
      StoreTier store, CacheKey key, ArtifactLoader<?> loader, Keep keep, WaitBudget waits) {
    Optional<Artifact> artifact = store.look(key, waits);
    Origin origin = Origin.of(store.tier());
    if (artifact.isEmpty() || !loads(key, artifact.get(), origin, loader, new Trail(waits))) {
      return null;
    }
    return found(key, artifact.get(), all.indexOf(store), keep, waits);
  }

  private Found found(CacheKey key, Artifact artifact, int position, Keep keep, WaitBudget waits) {
    fill(key, artifact, position, keep, waits);
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

  /** Deletes an artifact that is verified but unusable for the engine. */
  void reject(CacheKey key, Origin origin, Throwable reason, Trail trail) {
    CacheLog.LOG.warn(
        "Wasm cache: entry {} of the {} tier is verified but does not load, so it is deleted",
        key,
        origin.id(),
        Printable.failure(reason));
    for (CacheTier tier : all) {
      if (Origin.of(tier.tier()) == origin) {
        trail.add(tier.tier(), Outcome.STALE);
        tier.reject(key, trail.waits());
      }
    }
  }

  /**
   * Deletes an entry of a shared store that this host cannot use. In a directory the next put
   * replaces it; in a shared store the first writer may win.
   */
  void makeRoom(CacheKey key, Trail trail) {
    if (!trail.has(Tier.SHARED, Outcome.STALE)) {
      return;
    }
    for (StoreTier store : stores) {
      if (store.tier() == Tier.SHARED) {
        store.makeRoom(key, trail.waits());
      }
    }
  }

  /** Whether the memory tier is to keep what is stored. */
  enum Keep {
    IN_MEMORY,
    IN_STORES_ONLY
  }

  /** Stores an artifact that is in memory, in every tier. */
  void store(CacheKey key, Artifact artifact, Keep keep, WaitBudget waits) {
    if (!closed) {
      fill(key, artifact, all.size(), keep, waits);
    }
  }

  private void fill(CacheKey key, Artifact artifact, int below, Keep keep, WaitBudget waits) {
    boolean inFiles = below < all.size() && all.get(below).tier() == Tier.LAYER;
    for (CacheTier tier : all.subList(0, below)) {
      // An artifact in a read-only directory of this host need not be in a second directory.
      boolean wanted = tier == memory ? keep == Keep.IN_MEMORY : !inFiles;
      if (wanted && tier.tier() != Tier.LAYER) {
        tier.put(key, artifact, waits);
      }
    }
  }

  void put(CacheKey key, Artifact artifact) {
    try {
      if (closed) {
        return;
      }
      WaitBudget waits = newWaits();
      if (artifact.inMemory()) {
        store(key, artifact, Keep.IN_MEMORY, waits);
      } else {
        storeStream(key, artifact, waits);
      }
    } finally {
      artifact.closeIfNotTaken();
    }
  }

  /** A stream can be taken once: the first store takes it, and the next one copies from there. */
  private void storeStream(CacheKey key, Artifact artifact, WaitBudget waits) {
    if (memory != null && memory.takes(artifact)) {
      try {
        store(key, artifact.readWhole(), Keep.IN_MEMORY, waits);
      } catch (IOException e) {
        memory.failed(key, e);
      }
      return;
    }
    if (memory != null) {
      memory.put(key, artifact, waits);
    }
    StoreTier before = null;
    for (StoreTier store : stores) {
      if (store.tier() == Tier.LAYER) {
        continue;
      }
      if (before == null) {
        store.put(key, artifact, waits);
      } else {
        store.copy(key, before, waits);
      }
      before = store;
    }
  }

  /** Deletes from every tier; returns what failed. */
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

  /** Deletes every entry of this host; returns what failed. */
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
          if (e.getCause() != null && Failures.outcome(e.getCause()) == Outcome.TIMEOUT) {
            // Each of the others would hang for as long.
            return;
          }
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

  /**
   * Returns the keys in all directories of this host; if it has none, those of the shared store.
   */
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
   * Returns the keys in all directories of this host; if it has none, those of the shared store.
   *
   * @throws IOException if a store failed: a part of the keys must not be mistaken for all
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
   * Reads and verifies an entry from the first store that has a valid one. Null if none has, or if
   * it does not pass the filter.
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

  /** Verifies an entry of an archive, and stores it unchanged in every writable tier. */
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
