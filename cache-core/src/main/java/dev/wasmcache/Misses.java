package dev.wasmcache;

import dev.wasmcache.admin.CompileEvent;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.MissReasons;
import dev.wasmcache.internal.miss.ModuleHistory;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.MissReason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Why modules were not in the cache. The sources are the outcomes of the tiers, a bounded journal
 * of this process, the evictions that the stores remember, and notes about which engines compiled a
 * module. Reads a few small files at a miss, and nothing at a hit.
 */
final class Misses {

  private static final int MOST = 1000;

  private final TierStack tiers;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<CacheKey, MissReason> journal = new LinkedHashMap<>();
  private final Deque<CompileEvent> compiles = new ArrayDeque<>();

  Misses(TierStack tiers, InstantSource clock) {
    this.tiers = tiers;
    this.clock = clock;
  }

  /** Returns why a request that went through the tiers found nothing. */
  MissReason explain(CompileRequest request, Trail trail) {
    return explain(request, trail, new HashMap<>());
  }

  /**
   * As {@link #explain(CompileRequest, Trail)}.
   *
   * @param known what tiers that have been asked know of the module; receives what others know
   */
  MissReason explain(CompileRequest request, Trail trail, Map<StoreTier, TierHints.Known> known) {
    return explain(request.key(), request, trail, known);
  }

  /** Returns why a key is not there, as far as can be told without its module. */
  MissReason explain(CacheKey key, WaitBudget waits) {
    return explain(key, null, new Trail(waits), new HashMap<>());
  }

  private MissReason explain(
      CacheKey key,
      @Nullable CompileRequest request,
      Trail trail,
      Map<StoreTier, TierHints.Known> known) {
    if (tiers.stores().isEmpty()) {
      return MissReason.of(MissReason.Kind.NO_TIER, "no tier keeps compiled modules");
    }
    CacheKey noteKey = request == null ? null : request.noteKey();
    Asking asking = new Asking(key, noteKey, known, trail.waits());
    return MissReasons.ofBadEntry(trail, clock.instant())
        .or(() -> journaled(key))
        .or(() -> MissReasons.ofTierDown(trail, clock.instant()))
        .or(() -> eviction(asking))
        .orElseGet(
            () ->
                MissReasons.ofHistory(
                    history(asking),
                    key,
                    Optional.ofNullable(request).map(CompileRequest::fingerprint)));
  }

  /** Asks each tier at most once what it knows of a module. */
  private record Asking(
      CacheKey key,
      @Nullable CacheKey noteKey,
      Map<StoreTier, TierHints.Known> known,
      WaitBudget waits) {
    TierHints.Known of(StoreTier store) {
      return known.computeIfAbsent(store, asked -> asked.hints().known(key, noteKey, waits));
    }
  }

  /** An eviction before the last compile says nothing of what became of that. */
  private Optional<MissReason> eviction(Asking asking) {
    Instant compiled =
        history(asking)
            .of(asking.key())
            .map(ModuleHistory.Compiled::at)
            // One that is ahead is of a clock that was wrong, and does not tell what came first.
            .filter(at -> !at.isAfter(clock.instant()))
            .orElse(Instant.EPOCH);
    for (StoreTier store : tiers.stores()) {
      Optional<Eviction> eviction =
          asking.of(store).eviction().filter(e -> !e.at().isBefore(compiled));
      if (eviction.isPresent()) {
        return Optional.of(MissReasons.ofEviction(store.tier(), eviction.get()));
      }
    }
    return Optional.empty();
  }

  private ModuleHistory history(Asking asking) {
    return asking.noteKey() == null
        ? ModuleHistory.EMPTY
        : tiers.noteReaders().stream()
            .flatMap(store -> asking.of(store).note().stream())
            .findFirst()
            .map(ModuleHistory::decode)
            .orElse(ModuleHistory.EMPTY);
  }

  /**
   * Returns a note for later processes: what a module was compiled by until now.
   *
   * @param known as for {@link #explain(CompileRequest, Trail, Map)}
   */
  byte[] note(CompileRequest request, Map<StoreTier, TierHints.Known> known, WaitBudget waits) {
    Asking asking = new Asking(request.key(), request.noteKey(), known, waits);
    return history(asking)
        .with(new ModuleHistory.Compiled(request.key(), clock.instant(), request.fingerprint()))
        .encode();
  }

  /** Remembers, for this process, why the next request for a key will find nothing. */
  void journal(CacheKey key, MissReason reason) {
    lock.lock();
    try {
      journal.remove(key);
      journal.put(key, reason);
      if (journal.size() > MOST) {
        journal.remove(journal.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Remembers a bad entry that was found by a request that does not compile. */
  void journal(CacheKey key, Trail trail) {
    if (!trail.steps().isEmpty()) {
      MissReasons.ofBadEntry(trail, clock.instant()).ifPresent(reason -> journal(key, reason));
    }
  }

  private Optional<MissReason> journaled(CacheKey key) {
    lock.lock();
    try {
      return Optional.ofNullable(journal.get(key));
    } finally {
      lock.unlock();
    }
  }

  void compiled(CompileEvent event) {
    lock.lock();
    try {
      if (event.succeeded()) {
        journal.remove(event.key());
      }
      compiles.addFirst(event);
      if (compiles.size() > MOST) {
        compiles.removeLast();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the last compiles, latest first. */
  List<CompileEvent> compiles() {
    lock.lock();
    try {
      return new ArrayList<>(compiles);
    } finally {
      lock.unlock();
    }
  }
}
