package dev.wasmcache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Memory over disk over a shared store, each of which may be missing. */
final class TieredCache implements CompilationCache {

  private static final int CLEAR_PAGE = 1000;

  private final @Nullable MemoryTier memory;
  private final List<StoreTier> stores = new ArrayList<>();
  private final List<CacheTier> tiers = new ArrayList<>();
  private final SingleFlight<CacheKey, Found> flights = new SingleFlight<>();
  private final Compilation compilation;
  private final LongAdder savedNanos = new LongAdder();
  private final boolean keepsWhatIsLoaded;
  private volatile boolean closed;

  TieredCache(CompilationCacheBuilder settings) {
    CacheListener listener = new SafeListener(settings.listeners());
    ArtifactStore disk = settings.disk();
    ArtifactStore shared = settings.shared();
    memory = settings.memoryBytes() > 0 ? new MemoryTier(settings.memoryBytes()) : null;
    compilation = new Compilation(settings, listener);
    if (disk != null) {
      stores.add(new StoreTier(Tier.DISK, disk, settings, listener));
    }
    if (shared != null) {
      stores.add(new StoreTier(Tier.SHARED, shared, settings, listener));
    }
    if (memory != null) {
      tiers.add(memory);
    }
    tiers.addAll(stores);
    // What becomes a live module is not kept as bytes as well, if this host has them on disk: the
    // bytes would save less than a hundredth of loading it again.
    keepsWhatIsLoaded = disk == null;
  }

  @Override
  public Optional<Artifact> get(CacheKey key) {
    Found found = find(key, Identity.INSTANCE, true);
    return found == null ? Optional.empty() : Optional.of(found.artifact());
  }

  @Override
  public void put(CacheKey key, Artifact artifact) {
    try {
      if (closed) {
        return;
      }
      if (artifact.inMemory()) {
        store(key, artifact, tiers.size(), true);
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
        store(key, artifact.readWhole(), tiers.size(), true);
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
      if (before == null) {
        store.put(key, artifact);
      } else {
        store.copy(key, artifact.size(), before);
      }
      before = store;
    }
  }

  /** Stores in the tiers above a position. */
  private void store(CacheKey key, Artifact artifact, int below, boolean keep) {
    for (CacheTier tier : tiers.subList(0, below)) {
      if (keep || tier != memory) {
        tier.put(key, artifact);
      }
    }
  }

  @Override
  public void delete(CacheKey key) {
    List<IOException> failures = new ArrayList<>();
    for (CacheTier tier : tiers) {
      try {
        tier.delete(key);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    throwFirst(failures);
  }

  @Override
  public Artifact getOrCompile(CompileRequest request, ArtifactCompiler compiler) {
    return load(request, compiler, Identity.INSTANCE, true);
  }

  @Override
  public <T> T getOrCompile(
      CompileRequest request, ArtifactCompiler compiler, ArtifactLoader<T> loader) {
    return load(request, compiler, loader, keepsWhatIsLoaded);
  }

  private <T> T load(
      CompileRequest request, ArtifactCompiler compiler, ArtifactLoader<T> loader, boolean keep) {
    CacheKey key = request.key();
    while (true) {
      TieredLoad<T> load = new TieredLoad<>(this, request, compiler, loader, keep);
      Found found = flights.fly(key, load).value();
      if (load.loaded()) {
        return load.result();
      }
      // Another thread found it.
      if (found.origin() == Origin.COMPILED) {
        return loader.load(found.artifact(), found.origin());
      }
      try {
        return loader.load(found.artifact(), found.origin());
      } catch (RuntimeException | LinkageError e) {
        reject(key, found.origin(), e);
      }
    }
  }

  /** Asks the tiers in turn, and fills those that did not have it. Null if none has it. */
  @Nullable Found find(CacheKey key, ArtifactLoader<?> loader, boolean keep) {
    for (int i = 0; i < tiers.size() && !closed; i++) {
      CacheTier tier = tiers.get(i);
      Origin origin = Origin.of(tier.tier());
      Optional<Artifact> artifact = tier.get(key);
      if (artifact.isPresent() && loads(key, artifact.get(), origin, loader)) {
        store(key, artifact.get(), i, keep);
        savedNanos.add(artifact.get().compileTime().toNanos());
        return new Found(artifact.get(), origin);
      }
    }
    return null;
  }

  private boolean loads(CacheKey key, Artifact artifact, Origin origin, ArtifactLoader<?> loader) {
    try {
      loader.load(artifact, origin);
      return true;
    } catch (RuntimeException | LinkageError e) {
      reject(key, origin, e);
      return false;
    }
  }

  private void reject(CacheKey key, Origin origin, Throwable reason) {
    CacheLog.LOG.warn(
        "Wasm cache: entry {} of the {} tier is verified but does not load, so it is deleted",
        key,
        origin.id(),
        reason);
    for (CacheTier tier : tiers) {
      if (Origin.of(tier.tier()) == origin) {
        tier.reject(key);
      }
    }
  }

  Found compile(
      CompileRequest request, ArtifactCompiler compiler, ArtifactLoader<?> loader, boolean keep) {
    Artifact artifact = compilation.compile(request, compiler);
    // Loaded before it is stored: what does not load here would not load elsewhere.
    loader.load(artifact, Origin.COMPILED);
    if (!closed) {
      store(request.key(), artifact, tiers.size(), keep);
    }
    return new Found(artifact, Origin.COMPILED);
  }

  @Override
  public CacheStats stats() {
    Map<Tier, TierStats> snapshot = new LinkedHashMap<>();
    for (CacheTier tier : tiers) {
      snapshot.put(tier.tier(), tier.stats());
    }
    return compilation.stats(snapshot, savedNanos.sum());
  }

  @Override
  public List<EntryInfo> inspect(CacheKey key) {
    return tiers.stream().flatMap(tier -> tier.inspect(key).stream()).toList();
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) {
    for (StoreTier store : stores) {
      try {
        List<CacheKey> keys = store.keys(after, limit);
        if (!keys.isEmpty()) {
          return keys;
        }
      } catch (IOException e) {
        CacheLog.LOG.warn("Wasm cache: {}: {}", e.getMessage(), String.valueOf(e.getCause()));
      }
    }
    return stores.isEmpty() && memory != null ? memory.keys(after, limit) : List.of();
  }

  @Override
  public void clear() {
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
    throwFirst(failures);
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

  private static void throwFirst(List<IOException> failures) {
    if (!failures.isEmpty()) {
      IOException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw new UncheckedIOException(first.getMessage(), first);
    }
  }

  @Override
  public void close() {
    closed = true;
    tiers.forEach(CacheTier::close);
  }

  /** An artifact and where it came from. */
  record Found(Artifact artifact, Origin origin) {}

  /** For who wants the artifact itself. */
  private enum Identity implements ArtifactLoader<Artifact> {
    INSTANCE;

    @Override
    public Artifact load(Artifact artifact, Origin origin) {
      return artifact;
    }
  }
}
