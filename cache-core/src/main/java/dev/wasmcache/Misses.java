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
import java.util.Objects;
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

  /** Starts an inquiry about a module. */
  Inquiry inquire(CompileRequest request, WaitBudget waits) {
    return new Inquiry(request.key(), request, waits);
  }

  /** Starts an inquiry about a key whose module is not known. */
  Inquiry inquire(CacheKey key, WaitBudget waits) {
    return new Inquiry(key, null, waits);
  }

  /** What the tiers know of one module. Asks each of them at most once. For one thread. */
  final class Inquiry {
    private final CacheKey key;
    private final @Nullable CompileRequest request;
    private final WaitBudget waits;
    private final Map<StoreTier, TierHints.Known> known = new HashMap<>();
    private @Nullable ModuleHistory history;

    private Inquiry(CacheKey key, @Nullable CompileRequest request, WaitBudget waits) {
      this.key = key;
      this.request = request;
      this.waits = waits;
    }

    /** Receives what a tier knows that has been asked. */
    void learn(StoreTier store, TierHints.Known known) {
      this.known.put(store, known);
    }

    private TierHints.Known of(StoreTier store) {
      TierHints.Known answer = known.get(store);
      if (answer == null) {
        answer = store.hints().known(key, request == null ? null : request.noteKey(), waits);
        known.put(store, answer);
      }
      return answer;
    }

    private ModuleHistory history() {
      ModuleHistory read = history;
      if (read == null) {
        read = request == null ? ModuleHistory.EMPTY : readHistory();
        history = read;
      }
      return read;
    }

    private ModuleHistory readHistory() {
      for (StoreTier store : tiers.noteReaders()) {
        Optional<byte[]> note = of(store).note();
        if (note.isPresent()) {
          return ModuleHistory.decode(note.get());
        }
      }
      return ModuleHistory.EMPTY;
    }

    private Optional<Eviction> evictionSince(Instant compiled, StoreTier store) {
      return of(store).eviction().filter(eviction -> !eviction.at().isBefore(compiled));
    }

    /** Returns why a request that went through the tiers found nothing. */
    MissReason explain(Trail trail) {
      if (tiers.stores().isEmpty()) {
        return MissReason.of(MissReason.Kind.NO_TIER, "no tier keeps compiled modules");
      }
      return MissReasons.ofBadEntry(trail, clock.instant())
          .or(() -> journaled(key))
          .or(() -> MissReasons.ofTierDown(trail, clock.instant()))
          .or(this::evicted)
          .orElseGet(
              () ->
                  MissReasons.ofHistory(
                      history(),
                      key,
                      Optional.ofNullable(request).map(CompileRequest::fingerprint)));
    }

    /** An eviction before the last compile says nothing of what became of that. */
    private Optional<MissReason> evicted() {
      Instant compiled =
          history()
              .of(key)
              .map(ModuleHistory.Compiled::at)
              // One that is ahead is of a clock that was wrong, and does not tell what came first.
              .filter(at -> !at.isAfter(clock.instant()))
              .orElse(Instant.EPOCH);
      for (StoreTier store : tiers.stores()) {
        Optional<Eviction> eviction = evictionSince(compiled, store);
        if (eviction.isPresent()) {
          return Optional.of(MissReasons.ofEviction(store.tier(), eviction.get()));
        }
      }
      return Optional.empty();
    }

    /** Returns a note for later processes: what the module was compiled by until now. */
    byte[] note() {
      CompileRequest compiled = Objects.requireNonNull(request);
      return history()
          .with(new ModuleHistory.Compiled(key, clock.instant(), compiled.fingerprint()))
          .encode();
    }
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
    MissReasons.ofBadEntry(trail, clock.instant()).ifPresent(reason -> journal(key, reason));
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
