package dev.wasmcache;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.compile.CompileLimiter;
import dev.wasmcache.internal.compile.LeaseTimes;
import dev.wasmcache.internal.guard.WaitBudget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One compile of a module for all processes that share a tier: the process with the lease of its
 * key compiles, and the others poll for the result, for a limited time. This only saves work, and
 * nothing depends on it: a process that has waited too long, or whose tier does not work, compiles
 * as well.
 *
 * <p>For one request and one thread. Releases its leases when it is closed.
 */
final class SharedFlight implements AutoCloseable {

  private final TierStack tiers;
  private final CompileRequest request;
  private final Duration maximumWait;
  private final WaitBudget waits;
  private final Deque<Runnable> leases = new ArrayDeque<>();

  SharedFlight(TierStack tiers, CompileRequest request, Duration maximumWait, WaitBudget waits) {
    this.tiers = tiers;
    this.request = request;
    this.maximumWait = maximumWait;
    this.waits = waits;
  }

  /**
   * Acquires the lease of each tier in turn, that of this host before that of all hosts.
   *
   * @return what another process has stored in the meantime; null if this process is to compile
   */
  @Nullable Found await(ArtifactLoader<?> loader, TierStack.Keep keep) {
    if (maximumWait.isZero() || CompileLimiter.isCompiling()) {
      // A compiler that asks for another module holds a permit that others may wait for.
      return null;
    }
    long start = System.nanoTime();
    for (StoreTier store : tiers.stores()) {
      if (store.isWritable() && answers(store)) {
        Found found = await(store, start, loader, keep);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable Found await(
      StoreTier store, long start, ArtifactLoader<?> loader, TierStack.Keep keep) {
    Duration lease = LeaseTimes.lease(request.size());
    Duration patience = LeaseTimes.patience(lease, maximumWait);
    long spent = waits.spent();
    for (int polls = 0; ; polls++) {
      if (LeaseTimes.triesLease(polls)) {
        Optional<Runnable> taken =
            store.hints().tryLease(request.key(), lease, ifItFails(polls), waits);
        if (taken.isPresent()) {
          leases.push(taken.get());
          if (!answers(store)) {
            return null;
          }
          // The process that had the lease before may have stored it since this one polled.
          return tiers.poll(store, request.key(), loader, keep, waits);
        }
      }
      if (polls == 0) {
        Log.LOG.info(
            "Wasm cache: {} is being compiled by another process of the {} tier: waiting up to {}"
                + " s",
            request.describe(),
            store.tier().id(),
            patience.toSeconds());
      }
      Found found = tiers.poll(store, request.key(), loader, keep, waits);
      if (found != null) {
        return found;
      }
      if (answers(store)) {
        // It is the other process that this one waits for, which has a limit of its own.
        waits.refundTo(spent);
      }
      long waited = System.nanoTime() - start;
      long left = patience.toNanos() - waited;
      if (left <= 0 || !answers(store) || Thread.currentThread().isInterrupted()) {
        return null;
      }
      double random = ThreadLocalRandom.current().nextDouble();
      LockSupport.parkNanos(this, Math.min(left, LeaseTimes.pauseNanos(polls, waited, random)));
    }
  }

  private boolean answers(StoreTier store) {
    return !store.isPaused() && !waits.hung(store.tier());
  }

  /**
   * A store that fails at the first attempt does not keep this process from compiling. Later,
   * another process is known to compile, and an overloaded server is no reason to compile as well.
   */
  private static Optional<Runnable> ifItFails(int polls) {
    return polls == 0 ? Optional.of(TierHints.NOTHING_TO_RELEASE) : Optional.empty();
  }

  @Override
  public void close() {
    while (!leases.isEmpty()) {
      leases.pop().run();
    }
  }
}
