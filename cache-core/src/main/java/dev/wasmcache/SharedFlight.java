package dev.wasmcache;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.compile.CompileLimiter;
import dev.wasmcache.internal.compile.LeaseTimes;
import dev.wasmcache.internal.guard.WaitBudget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One compile of a module for all processes that share a tier, and one download for all processes
 * of a host: the process with the lease of its key goes on, and the others poll for the result, for
 * a limited time. This only saves work, and nothing depends on it: a process that has waited too
 * long, or whose tier does not work, compiles as well.
 *
 * <p>For one request and one thread. Releases its leases, and leaves a note, when it is closed.
 */
final class SharedFlight implements AutoCloseable {

  private final TierStack tiers;
  private final CompileRequest request;
  private final Misses.Inquiry inquiry;
  private final Duration maximumWait;
  private final WaitBudget waits;
  private final long start = System.nanoTime();
  private final Map<StoreTier, Lease> leases = new HashMap<>();
  private byte @Nullable [] note;

  /**
   * @param inquiry receives what the tiers know of the module
   */
  SharedFlight(
      TierStack tiers,
      CompileRequest request,
      Misses.Inquiry inquiry,
      Duration maximumWait,
      WaitBudget waits) {
    this.tiers = tiers;
    this.request = request;
    this.inquiry = inquiry;
    this.maximumWait = maximumWait;
    this.waits = waits;
  }

  /**
   * Acquires the lease of this host, so that one of its processes asks the shared tier or compiles.
   *
   * @return what another process has stored in the meantime; null if this one is to go on
   */
  TierStack.@Nullable Found awaitHost(ArtifactLoader<?> loader, TierStack.Keep keep) {
    return await(true, loader, keep);
  }

  /**
   * Acquires the lease of all hosts.
   *
   * @return what another process has stored in the meantime; null if this process is to compile
   */
  TierStack.@Nullable Found awaitFleet(ArtifactLoader<?> loader, TierStack.Keep keep) {
    return await(false, loader, keep);
  }

  private TierStack.@Nullable Found await(
      boolean onThisHost, ArtifactLoader<?> loader, TierStack.Keep keep) {
    if (maximumWait.isZero() || CompileLimiter.isCompiling()) {
      // A compiler that asks for another module holds a permit that others may wait for.
      return null;
    }
    for (StoreTier store : tiers.stores()) {
      if (store.onThisHost() == onThisHost && store.isWritable() && works(store)) {
        TierStack.Found found = await(store, loader, keep);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private TierStack.@Nullable Found await(
      StoreTier store, ArtifactLoader<?> loader, TierStack.Keep keep) {
    Duration time = LeaseTimes.lease(request.size());
    long spent = waits.spent();
    TierHints.Begun begun = store.hints().begin(request, time, waits);
    long spentToAsk = waits.spent();
    inquiry.learn(store, begun.known());
    if (!begun.waits()) {
      // A store that does not work does not keep this process from compiling.
      return granted(store, begun, loader, keep);
    }
    Patience patience =
        new Patience(request.size(), time, maximumWait, !store.onThisHost(), begun.right());
    Log.LOG.info(
        "Wasm cache: {} is being compiled by another process of the {} tier{}: waiting up to {} s",
        request.describe(),
        store.tier().id(),
        begun.right() == TierHints.Right.TAKEN ? "" : ", or that tier is too busy to tell",
        Duration.ofNanos(patience.nanos()).toSeconds());
    TierStack.Found found = awaitAnother(store, time, patience, spent, loader, keep);
    // Whether there is another process was a question to the tier, which may have hung.
    waits.spend(spentToAsk - waits.spent());
    return found;
  }

  /**
   * @param spent what had been spent before the tier was asked
   */
  private TierStack.@Nullable Found awaitAnother(
      StoreTier store,
      Duration time,
      Patience patience,
      long spent,
      ArtifactLoader<?> loader,
      TierStack.Keep keep) {
    int busy = 0;
    for (int polls = 0; ; polls++) {
      if (polls > 0 && LeaseTimes.triesLease(polls)) {
        TierHints.Begun begun = store.hints().tryAgain(request.key(), time, waits);
        if (begun.right() == TierHints.Right.GRANTED) {
          return granted(store, begun, loader, keep);
        }
        // Otherwise it goes on waiting, even if the server is overloaded now: another process is
        // known to compile.
        patience.learn(begun.right());
      }
      TierReads.Polled polled = store.poll(request.key(), waits);
      TierStack.Found found = taken(store, polled.artifact(), loader, keep);
      if (found != null) {
        return found;
      }
      busy = polled.busy() ? busy + 1 : 0;
      boolean works = works(store);
      if (works) {
        // It is the other process that this one waits for, which has a limit of its own.
        waits.refundTo(spent);
      }
      double random = ThreadLocalRandom.current().nextDouble();
      long waited = System.nanoTime() - start;
      long left = patience.left(waited, works, random);
      if (left <= 0 || !works || Thread.currentThread().isInterrupted()) {
        return null;
      }
      // A look into a directory costs nearly nothing, however long this has waited.
      long pause = LeaseTimes.pauseNanos(polls, busy, store.onThisHost() ? 0 : waited, random);
      LockSupport.parkNanos(this, Math.min(left, pause));
    }
  }

  private TierStack.@Nullable Found granted(
      StoreTier store, TierHints.Begun begun, ArtifactLoader<?> loader, TierStack.Keep keep) {
    if (begun.lease() != null) {
      leases.put(store, begun.lease());
    }
    return taken(store, begun.artifact(), loader, keep);
  }

  private TierStack.@Nullable Found taken(
      StoreTier store, Optional<Artifact> artifact, ArtifactLoader<?> loader, TierStack.Keep keep) {
    return artifact.isEmpty()
        ? null
        : tiers.take(store, request.key(), artifact.get(), loader, keep, waits);
  }

  private boolean works(StoreTier store) {
    return !store.isPaused() && !waits.hung(store.tier());
  }

  /** Has a note left when this is closed. */
  void leave(byte[] note) {
    this.note = note;
  }

  @Override
  public void close() {
    List<StoreTier> stores = tiers.stores();
    for (int i = stores.size() - 1; i >= 0; i--) {
      StoreTier store = stores.get(i);
      boolean leavesNote = tiers.notes().filter(store::equals).isPresent();
      store.hints().end(request, leases.get(store), leavesNote ? note : null, waits);
    }
  }
}
