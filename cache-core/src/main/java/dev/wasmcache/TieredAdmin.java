package dev.wasmcache;

import dev.wasmcache.admin.ArchiveException;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.admin.CompileEvent;
import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.archive.ArchiveCount;
import dev.wasmcache.internal.archive.ArchiveReader;
import dev.wasmcache.internal.archive.ArchiveWriter;
import dev.wasmcache.internal.guard.Failures;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The operators' side of a {@link TieredCache}. */
final class TieredAdmin implements CacheAdmin {

  private static final int CLEAR_PAGE = 1000;

  private final CacheMode mode;
  private final TierStack tiers;
  private final Misses misses;

  TieredAdmin(CacheMode mode, TierStack tiers, Misses misses) {
    this.mode = mode;
    this.tiers = tiers;
    this.misses = misses;
  }

  @Override
  public CacheMode mode() {
    return mode;
  }

  @Override
  public MissReason explain(CompileRequest request) {
    WaitBudget waits = tiers.newWaits();
    return present(request.key()).orElseGet(() -> explain(misses.inquire(request, waits), waits));
  }

  @Override
  public MissReason explain(CacheKey key) {
    WaitBudget waits = tiers.newWaits();
    return present(key).orElseGet(() -> explain(misses.inquire(key, waits), waits));
  }

  private static MissReason explain(Misses.Inquiry inquiry, WaitBudget waits) {
    return inquiry.explain(new Trail(waits));
  }

  private Optional<MissReason> present(CacheKey key) {
    return inspect(key).stream()
        .findFirst()
        .map(
            info ->
                new MissReason(
                    MissReason.Kind.PRESENT,
                    "it is in the " + info.tier().id() + " tier",
                    Optional.of(info.tier()),
                    info.createdAt()));
  }

  @Override
  public List<CompileEvent> compiles() {
    return misses.compiles();
  }

  @Override
  public Map<Tier, Outcome> verify(CacheKey key) {
    Map<Tier, Outcome> outcomes = new LinkedHashMap<>();
    tiers.stores().forEach(store -> outcomes.put(store.tier(), store.verify(key)));
    return outcomes;
  }

  @Override
  public List<EntryInfo> inspect(CacheKey key) {
    return tiers.all().stream().flatMap(tier -> tier.inspect(key).stream()).toList();
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) {
    if (tiers.stores().isEmpty()) {
      MemoryTier memory = tiers.memory();
      return memory == null ? List.of() : memory.keys(after, limit);
    }
    return tiers.stores().stream()
        .filter(store -> !tiers.haveFiles() || store.onThisHost())
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
      Log.LOG.warn("Wasm cache: {}: {}", e.getMessage(), Printable.text(e.getCause()));
      return List.of();
    }
  }

  @Override
  public void clear() {
    List<IOException> failures = new ArrayList<>();
    MemoryTier memory = tiers.memory();
    if (memory != null) {
      memory.clear();
    }
    for (StoreTier store : tiers.stores()) {
      if (store.onThisHost() && store.isFilledByCache()) {
        clear(store, failures);
      }
    }
    TieredCache.throwFirst(failures);
  }

  private static void clear(StoreTier store, List<IOException> failures) {
    CacheKey last = null;
    while (true) {
      List<CacheKey> page;
      try {
        page = store.keys(last, CLEAR_PAGE);
      } catch (IOException e) {
        failures.add(e);
        return;
      }
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

  @Override
  public ArchiveReport exportArchive(OutputStream out, Predicate<EntryInfo> filter)
      throws IOException {
    return new ArchiveWriter(new StoredEntries(filter), out).write();
  }

  @Override
  public ArchiveReport importArchive(InputStream in, ArchiveLimits limits) throws ArchiveException {
    if (tiers.notes().isEmpty()) {
      throw new IllegalStateException(
          "This cache stores nothing below memory (mode "
              + mode.id()
              + "), so an archive cannot be imported");
    }
    return new ArchiveReader(in, limits, this::restore).read();
  }

  /** Verifies an entry of an archive, and stores it unchanged in every writable tier. */
  private Outcome restore(CacheKey key, byte[] stored) {
    Outcome first = null;
    for (StoreTier store : tiers.stores()) {
      if (store.isWritable()) {
        Outcome outcome = store.restore(key, stored);
        first = first == null ? outcome : first;
      }
    }
    return first == null ? Outcome.SKIPPED : first;
  }

  @Override
  public void tryPausedTiers() {
    tiers.stores().stream().filter(StoreTier::isPaused).forEach(StoreTier::tryAgain);
  }

  /** The wanted entries below memory. */
  private final class StoredEntries implements ArchiveWriter.Source {
    private final Predicate<EntryInfo> filter;

    private StoredEntries(Predicate<EntryInfo> filter) {
      this.filter = filter;
    }

    @Override
    public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
      TreeSet<CacheKey> keys = new TreeSet<>();
      for (StoreTier store : tiers.stores()) {
        if (!tiers.haveFiles() || store.onThisHost()) {
          keys.addAll(store.keys(after, limit));
        }
      }
      return keys.stream().limit(limit).toList();
    }

    @Override
    public Optional<ArchiveWriter.Stored> stored(CacheKey key, ArchiveCount count) {
      Trail trail = new Trail(WaitBudget.unlimited());
      Artifact artifact = artifact(key, trail);
      if (artifact == null) {
        trail.steps().stream().map(Trail.Step::outcome).findFirst().ifPresent(count::refused);
        return Optional.empty();
      }
      byte[] header = artifact.sealedHeader(key).orElseThrow();
      return Optional.of(
          new ArchiveWriter.Stored(
              header, artifact.array(), artifact.offset(), (int) artifact.size()));
    }

    /**
     * Reads and verifies an entry from the first store that has a valid one. Null if none has, or
     * if it does not pass the filter.
     */
    private @Nullable Artifact artifact(CacheKey key, Trail trail) {
      for (StoreTier store : tiers.stores()) {
        Optional<Artifact> artifact = store.stored(key, filter, trail);
        if (artifact.isPresent()) {
          return artifact.get();
        }
      }
      return null;
    }
  }
}
