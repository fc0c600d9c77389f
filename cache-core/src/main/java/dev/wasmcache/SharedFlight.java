package dev.wasmcache;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.compile.CompileLimiter;
import dev.wasmcache.internal.compile.LeaseTimes;
import dev.wasmcache.internal.guard.WaitBudget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One compile of a module for all processes that share a tier: the process with the lease of its
 * key compiles, and the others poll for the result, for a limited time. This only saves work, and
 * nothing depends on it: a process that has waited too long, or whose tier does not work, compiles
 * as well.
 *
 * <p>For one request and one thread. Releases its leases, and leaves a note, when it is closed.
 */
final class SharedFlight implements AutoCloseable {

  private final TierStack tiers;
  private final CompileRequest request;
  private final Misses.Inquiry inquiry;
  private final Duration maximumWait;
  private final WaitBudget waits;
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
   * Acquires the lease of each tier in turn, that of this host before that of all hosts.
   *
   * @return what another process has stored in the meantime; null if this process is to compile
   */
  TierStack.@Nullable Found await(ArtifactLoader<?> loader, TierStack.Keep keep) {
    if (maximumWait.isZero() || CompileLimiter.isCompiling()) {
      // A compiler that asks for another module holds a permit that others may wait for.
      return null;
    }
    long start = System.nanoTime();
    for (StoreTier store : tiers.stores()) {
      if (store.isWritable() && works(store)) {
        TierStack.Found found = await(store, start, loader, keep);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private TierStack.@Nullable Found await(
      StoreTier store, long start, ArtifactLoader<?> loader, TierStack.Keep keep) {
    Duration time = LeaseTimes.lease(request.size());
    long patience = LeaseTimes.patience(time, maximumWait).toNanos();
    long spent = waits.spent();
    TierHints.Begun begun = store.hints().begin(request, time, waits);
    inquiry.learn(store, begun.known());
    if (begun.right() != TierHints.Right.TAKEN) {
      // A store that does not work does not keep this process from compiling.
      return granted(store, begun, loader, keep);
    }
    Log.LOG.info(
        "Wasm cache: {} is being compiled by another process of the {} tier: waiting up to {} s",
        request.describe(),
        store.tier().id(),
        Duration.ofNanos(patience).toSeconds());
    for (int polls = 0; ; polls++) {
      if (polls > 0 && LeaseTimes.triesLease(polls)) {
        begun = store.hints().tryAgain(request.key(), time, waits);
        // Another process is known to compile: that a server is overloaded is no reason to compile
        // as well.
        if (begun.right() == TierHints.Right.GRANTED) {
          return granted(store, begun, loader, keep);
        }
      }
      TierStack.Found found = tiers.poll(store, request.key(), loader, keep, waits);
      if (found != null) {
        return found;
      }
      if (works(store)) {
        // It is the other process that this one waits for, which has a limit of its own.
        waits.refundTo(spent);
      }
      long waited = System.nanoTime() - start;
      long left = patience - waited;
      if (left <= 0 || !works(store) || Thread.currentThread().isInterrupted()) {
        return null;
      }
      double random = ThreadLocalRandom.current().nextDouble();
      LockSupport.parkNanos(this, Math.min(left, LeaseTimes.pauseNanos(polls, waited, random)));
    }
  }

  private TierStack.@Nullable Found granted(
      StoreTier store, TierHints.Begun begun, ArtifactLoader<?> loader, TierStack.Keep keep) {
    if (begun.lease() != null) {
      leases.put(store, begun.lease());
    }
    return begun
        .artifact()
        .map(artifact -> tiers.take(store, request.key(), artifact, loader, keep, waits))
        .orElse(null);
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
