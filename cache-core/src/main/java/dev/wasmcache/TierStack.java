package dev.wasmcache;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Memory over disk over read-only directories over a shared store, each of which may be missing.
 * Asks them in turn, and fills the tiers above the one that had the artifact.
 */
final class TierStack {

  /** What a request got, and from where. */
  record Found(Artifact artifact, Origin origin) {}

  private final @Nullable MemoryTier memory;
  private final List<StoreTier> stores;
  private final List<CacheTier> all = new ArrayList<>();
  private final @Nullable StoreTier shared;
  private final Optional<StoreTier> notes;
  private final List<StoreTier> noteReaders = new ArrayList<>();
  private final LongAdder savedNanos = new LongAdder();
  private volatile boolean closed;

  /**
   * @param memory null if there is none
   * @param stores in the order in which they are asked
   */
  TierStack(@Nullable MemoryTier memory, List<StoreTier> stores) {
    this.memory = memory;
    this.stores = stores;
    if (memory != null) {
      all.add(memory);
    }
    all.addAll(stores);
    // Without streams: in a fresh JVM, the first one costs milliseconds.
    StoreTier written = null;
    StoreTier onNetwork = null;
    for (StoreTier store : stores) {
      if (!store.onThisHost()) {
        onNetwork = store;
      }
      if (written == null && store.isWritable()) {
        written = store;
      }
      if (store.onThisHost() || store.equals(written)) {
        noteReaders.add(store);
      }
    }
    notes = Optional.ofNullable(written);
    shared = onNetwork;
  }

  /** Makes the tiers that a builder has been given; none if the cache is bypassed. */
  static TierStack of(
      CompilationCacheBuilder settings, CacheListener listener, CacheInterceptor interceptor) {
    if (settings.mode() == CacheMode.BYPASS) {
      return new TierStack(null, List.of());
    }
    MemoryTier memory = settings.memoryBytes() > 0 ? new MemoryTier(settings.memoryBytes()) : null;
    List<StoreTier> stores = new ArrayList<>();
    Map<Tier, ArtifactStore> given = settings.stores();
    int after = given.size();
    // Not the map's entries: they have four classes of their own.
    for (Tier tier : Tier.values()) {
      ArtifactStore store = given.get(tier);
      if (store != null) {
        after--;
        stores.add(new StoreTier(tier, store, settings, after, listener, interceptor));
      }
    }
    return new TierStack(memory, stores);
  }

  /**
   * Returns the budget of one request: the longest that a call to one of the tiers may take. That
   * is what all of its calls to all of them may take together.
   */
  WaitBudget newWaits() {
    return WaitBudget.ofNanos(longestCall());
  }

  /**
   * As {@link #newWaits()}, for a request that would otherwise compile.
   *
   * @param maximumWait for how long it waits for others at most, in nanoseconds
   */
  WaitBudget newWaits(CompileRequest request, long maximumWait) {
    return shared == null
        ? newWaits()
        : WaitBudget.ofModule(longestCall(), request.size(), System.nanoTime() + maximumWait);
  }

  private long longestCall() {
    long longest = 0;
    for (StoreTier store : stores) {
      longest = Math.max(longest, store.ownNanos());
    }
    return longest;
  }

  /** Connects to stores on a network, in the background. */
  void prepare() {
    for (StoreTier store : stores) {
      store.prepare();
    }
  }

  /** Returns the tier that hosts share, the last one; null if there is none. */
  @Nullable StoreTier shared() {
    return shared;
  }

  /** Returns the tiers below memory. */
  List<StoreTier> stores() {
    return stores;
  }

  /** Returns the tier that keeps notes about modules: the first writable one. */
  Optional<StoreTier> notes() {
    return notes;
  }

  /**
   * Returns the tiers that may have notes: that one, and the directories of this host, including
   * read-only ones.
   */
  List<StoreTier> noteReaders() {
    return noteReaders;
  }

  /** Whether this host has entries in files. */
  boolean haveFiles() {
    for (StoreTier store : stores) {
      if (store.onThisHost()) {
        return true;
      }
    }
    return false;
  }

  /** Asks the tiers in turn, and fills those that did not have it. Null if none has it. */
  @Nullable Found find(CacheKey key, ArtifactLoader<?> loader, Keep keep, Trail trail) {
    Found found = findOnHost(key, loader, keep, trail);
    return found != null ? found : findShared(key, loader, keep, trail);
  }

  /** As {@link #find}, without the tier that hosts share. */
  @Nullable Found findOnHost(CacheKey key, ArtifactLoader<?> loader, Keep keep, Trail trail) {
    return find(0, shared == null ? all.size() : all.size() - 1, key, loader, keep, trail);
  }

  /** As {@link #find}, only in the tier that hosts share. */
  @Nullable Found findShared(CacheKey key, ArtifactLoader<?> loader, Keep keep, Trail trail) {
    return shared == null ? null : find(all.size() - 1, all.size(), key, loader, keep, trail);
  }

  private @Nullable Found find(
      int from, int to, CacheKey key, ArtifactLoader<?> loader, Keep keep, Trail trail) {
    for (int i = from; i < to && !closed; i++) {
      CacheTier tier = all.get(i);
      Origin origin = tier.tier().origin();
      Optional<Artifact> artifact = tier.get(key, trail);
      if (artifact.isPresent() && loads(key, artifact.get(), origin, loader, trail)) {
        return found(key, artifact.get(), i, keep, trail.waits());
      }
    }
    return null;
  }

  /** Uses what another process has stored in a tier. Null if it does not load. */
  @Nullable Found take(
      StoreTier store,
      CacheKey key,
      Artifact artifact,
      ArtifactLoader<?> loader,
      Keep keep,
      WaitBudget waits) {
    return loads(key, artifact, store.tier().origin(), loader, new Trail(waits))
        ? found(key, artifact, all.indexOf(store), keep, waits)
        : null;
  }

  private Found found(CacheKey key, Artifact artifact, int position, Keep keep, WaitBudget waits) {
    fill(key, artifact, position, keep, waits);
    savedNanos.add(artifact.compileTime().toNanos());
    return new Found(artifact, all.get(position).tier().origin());
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

  /**
   * Deletes an artifact that is verified but unusable for the engine.
   *
   * @throws ModuleChangedException the reason, if it is that: then the artifact stays
   */
  void reject(CacheKey key, Origin origin, Throwable reason, Trail trail) {
    if (reason instanceof ModuleChangedException changed) {
      throw changed;
    }
    Log.LOG.warn(
        "Wasm cache: entry {} of the {} tier is verified but does not load, so it is deleted",
        key,
        origin.id(),
        Printable.failure(reason));
    for (CacheTier tier : all) {
      if (tier.tier().origin() == origin) {
        trail.add(tier.tier(), Outcome.STALE);
        tier.reject(key, trail.waits());
      }
    }
  }

  /**
   * Deletes an entry of a shared store that this host cannot use. In a directory the next put
   * replaces it; in a shared store the first writer may win.
   */
  void removeUnusable(CacheKey key, Trail trail) {
    for (StoreTier store : stores) {
      if (store.keepsFirstWrite() && trail.has(store.tier(), Outcome.STALE)) {
        store.removeUnusable(key, trail.waits());
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

  /**
   * @param below the position of the tier that has the artifact, among all of them
   */
  private void fill(CacheKey key, Artifact artifact, int below, Keep keep, WaitBudget waits) {
    if (memory != null && below > 0 && keep == Keep.IN_MEMORY) {
      memory.put(key, artifact, waits);
    }
    int storesAbove = below - (all.size() - stores.size());
    if (storesAbove < stores.size() && storesAbove >= 0 && stores.get(storesAbove).onThisHost()) {
      // An artifact in a directory of this host need not be in a second one.
      return;
    }
    for (int i = 0; i < storesAbove; i++) {
      if (stores.get(i).isFilledByCache()) {
        stores.get(i).put(key, artifact, waits);
      }
    }
  }

  /**
   * Replaces what the tiers have under a key. It is deleted first: it goes from a tier that cannot
   * store, and from a shared one, where the first writer may win.
   */
  void replace(CacheKey key, Artifact artifact) {
    WaitBudget waits = newWaits();
    Keep keep = Keep.IN_STORES_ONLY;
    if (memory != null && memory.inspect(key).isPresent()) {
      memory.delete(key);
      keep = Keep.IN_MEMORY;
    }
    for (StoreTier store : stores) {
      store.removeUnusable(key, waits);
    }
    store(key, artifact, keep, waits);
  }

  /**
   * Keeps two artifacts of a key that should be equal, on this host.
   *
   * @return what became of them, a sentence without its full stop
   */
  String keepMismatch(CacheKey key, Artifact served, Artifact compiled) {
    for (StoreTier store : stores) {
      if (store.onThisHost() && store.isWritable()) {
        return store.keepMismatch(key, served, compiled);
      }
    }
    return "Neither is kept, since this process writes no directory";
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
      if (!store.isFilledByCache()) {
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

  /** Returns all tiers in the order in which they are asked. */
  List<CacheTier> all() {
    return all;
  }

  @Nullable MemoryTier memory() {
    return memory;
  }

  Map<Tier, TierStats> stats() {
    Map<Tier, TierStats> snapshot = new LinkedHashMap<>();
    all.forEach(tier -> snapshot.merge(tier.tier(), tier.stats(), TierStats::plus));
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
