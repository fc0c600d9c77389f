package dev.wasmcache;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.guard.Failures;
import dev.wasmcache.internal.guard.Guard;
import dev.wasmcache.internal.guard.Progress;
import dev.wasmcache.internal.guard.SilentException;
import dev.wasmcache.internal.guard.Uploads;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a store does besides keeping entries: leases, notes, evictions. Nothing depends on it, so a
 * failure is no reason to pause a tier in files, and a tier that is paused is not asked. One that
 * hangs has cost the request its time, whatever it was asked for: that counts.
 *
 * <p>A miss asks a tier for all of it in one call at its beginning, and ends it in another one.
 */
final class TierHints {

  private final StoreTier store;

  TierHints(StoreTier store) {
    this.store = store;
  }

  /**
   * What a tier remembers of a module.
   *
   * @param note what {@link #end} stored
   * @param eviction when and why its entry was last evicted
   */
  record Known(Optional<byte[]> note, Optional<Eviction> eviction) {
    static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
  }

  /** Whether this process has the right to compile a module. */
  enum Right {
    /** It has, or no store can tell. */
    GRANTED,
    /** Another process has it. */
    TAKEN,
    /** The store says that it serves others first, and so one of them may have it. */
    BUSY,
    /** The store does not answer, but lately did, so it may be busy. */
    SILENT,
    /** The store did not work. */
    UNKNOWN
  }

  /**
   * The result of a call at the beginning of a miss.
   *
   * @param lease what the right consists of; null if there is nothing to release
   * @param artifact what the process that had the lease before has stored
   */
  record Begun(Right right, @Nullable Lease lease, Known known, Optional<Artifact> artifact) {
    static final Begun FAILED = new Begun(Right.UNKNOWN, null, Known.NOTHING, Optional.empty());

    /** Whether to wait for another process. */
    boolean waits() {
      return right == Right.TAKEN || right == Right.BUSY || right == Right.SILENT;
    }

    private Begun with(@Nullable Lease acquired) {
      return acquired == null ? this : new Begun(right, acquired, known, artifact);
    }
  }

  /** Returns what the tier remembers; nothing if it does not work. */
  Known known(CacheKey key, @Nullable CacheKey noteKey, WaitBudget waits) {
    return made(new HintCall(key, noteKey, null), waits).known();
  }

  /** Asks what the tier remembers, and tries to acquire the right to compile. */
  Begun begin(CompileRequest request, Duration lease, WaitBudget waits) {
    return made(new HintCall(request.key(), request.noteKey(), lease), waits);
  }

  /** Tries to acquire the right to compile, and looks for the entry if it does. */
  Begun tryAgain(CacheKey key, Duration lease, WaitBudget waits) {
    return made(new HintCall(key, null, lease), waits);
  }

  private Begun made(HintCall call, WaitBudget waits) {
    try {
      Begun begun = store.guard().hint(waits, call.progress, call);
      if (call.leaseFailure != null) {
        store.guard().leaseFailed(call.leaseFailure);
      }
      return begun.with(call.takeLease());
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      Lease acquired = call.takeLease();
      if (Failures.outcome(e) == Outcome.BUSY && acquired == null) {
        failed("lease", e);
        Right right = e instanceof SilentException ? Right.SILENT : Right.BUSY;
        return new Begun(right, null, Known.NOTHING, Optional.empty());
      }
      if (Failures.outcome(e) == Outcome.TIMEOUT) {
        Outcome unused = store.failed("hint", call.key, e);
      } else {
        failed("hint", e);
        if (acquired == null) {
          return Begun.FAILED;
        }
      }
      // After a timeout, the right may be this process's, and only the answer lost: then no other
      // process gets it for a while.
      return new Begun(Right.GRANTED, acquired, Known.NOTHING, Optional.empty());
    }
  }

  private void failed(String what, Throwable failure) {
    Log.LOG.debug(
        "Wasm cache: no {} in the {} tier", what, store.tier().id(), Printable.failure(failure));
  }

  /** One guarded call. Its lease belongs to the caller, even if the rest of it hangs. */
  private final class HintCall implements Guard.Hint<Begun> {
    private final CacheKey key;
    private final @Nullable CacheKey noteKey;
    private final @Nullable Duration leaseTime;
    private final Progress progress = new Progress();
    // Taken once: by the caller, or by this call if its caller has given up.
    private final AtomicReference<@Nullable Lease> held = new AtomicReference<>();
    private volatile boolean writes;
    private volatile @Nullable Throwable leaseFailure;

    /**
     * @param noteKey null if no note is wanted
     * @param leaseTime null if no lease is wanted
     */
    private HintCall(CacheKey key, @Nullable CacheKey noteKey, @Nullable Duration leaseTime) {
      this.key = key;
      this.noteKey = noteKey;
      this.leaseTime = leaseTime;
    }

    @Override
    public boolean writes() {
      return writes;
    }

    @Override
    public Begun call() throws StoreException {
      Known known = noteKey == null && leaseTime != null ? Known.NOTHING : known();
      if (leaseTime == null) {
        return new Begun(Right.UNKNOWN, null, known, Optional.empty());
      }
      Optional<Lease> lease = acquire(leaseTime);
      if (leaseFailure != null) {
        return new Begun(Right.UNKNOWN, null, known, Optional.empty());
      }
      if (lease.isEmpty()) {
        return new Begun(Right.TAKEN, null, known, Optional.empty());
      }
      // The process that had the lease before may have stored it since this one looked.
      Optional<Artifact> artifact = store.readNow(key, progress);
      if (progress.isAbandoned()) {
        close(takeLease());
      }
      return new Begun(Right.GRANTED, null, known, artifact);
    }

    private Known known() {
      return new Known(note(), eviction());
    }

    private Optional<byte[]> note() {
      try {
        return noteKey == null ? Optional.empty() : store.unguarded().note(noteKey);
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        failed("note", e);
        return Optional.empty();
      }
    }

    private Optional<Eviction> eviction() {
      try {
        return store.unguarded().eviction(key);
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        failed("eviction", e);
        return Optional.empty();
      }
    }

    private Optional<Lease> acquire(Duration time) throws StoreException {
      writes = true;
      try {
        Optional<Lease> lease = store.unguarded().tryLease(key, time);
        writes = false;
        lease.ifPresent(held::set);
        if (progress.isAbandoned()) {
          // No request waits for it any more, but it may take it just now.
          close(takeLease());
        }
        return lease;
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        if (e instanceof StoreException refused
            && (refused.outcome() == Outcome.TIMEOUT || refused.outcome() == Outcome.BUSY)) {
          // After a timeout as if this call hung: the right may have been granted.
          throw refused;
        }
        failed("lease", e);
        leaseFailure = e;
        return Optional.empty();
      }
    }

    private @Nullable Lease takeLease() {
      return held.getAndSet(null);
    }
  }

  /**
   * Ends a miss: releases the lease and then leaves a note, when the entry is stored. A lease is
   * released even if the tier is paused, or hung in this request.
   *
   * @param lease null if there is none
   * @param note null if there is none
   */
  void end(
      CompileRequest request, @Nullable Lease lease, byte @Nullable [] note, WaitBudget waits) {
    boolean leavesNote = note != null && !store.guard().isPaused() && !waits.hung(store.tier());
    if (lease == null && !leavesNote) {
      return;
    }
    Runnable work =
        () -> {
          close(lease);
          if (leavesNote && note != null) {
            leave(request.noteKey(), note);
          }
        };
    Uploads uploads = store.uploads();
    if (uploads == null
        || !uploads.after(
            request.key(), () -> store.guard().release(WaitBudget.unlimited(), work))) {
      store.guard().release(waits, work);
    }
  }

  private void leave(CacheKey noteKey, byte[] note) {
    try {
      store.unguarded().putNote(noteKey, note);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failed("note", e);
    }
  }

  private void close(@Nullable Lease lease) {
    try {
      if (lease != null) {
        lease.close();
      }
    } catch (IOException | RuntimeException e) {
      Log.LOG.debug(
          "Wasm cache: a lease of the {} tier expires by itself",
          store.tier().id(),
          Printable.failure(e));
    }
  }
}
