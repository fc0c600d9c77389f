package dev.wasmcache;

import dev.wasmcache.internal.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One compile of a module for all processes that share a tier: who has the lease of its key
 * compiles, and the others look for the result, for a while. It saves work and nothing depends on
 * it: who waited too long, or is refused by a tier that does not work, compiles as well.
 *
 * <p>For one request and thread. Gives the leases back when it is closed.
 */
final class SharedFlight implements AutoCloseable {

  private final Tiers tiers;
  private final CompileRequest request;
  private final Duration maximumWait;
  private final Deque<Lease> leases = new ArrayDeque<>();

  SharedFlight(Tiers tiers, CompileRequest request, Duration maximumWait) {
    this.tiers = tiers;
    this.request = request;
    this.maximumWait = maximumWait;
  }

  /**
   * Takes the lease of each tier in turn, this host's before that of all hosts.
   *
   * @return what another process has stored meanwhile; null if this one is to compile
   */
  @Nullable Found await(ArtifactLoader<?> loader, Tiers.Keep keep) {
    if (maximumWait.isZero() || CompileLimiter.isCompiling()) {
      // A compiler that asks for another module holds a permit that others may wait for.
      return null;
    }
    long start = System.nanoTime();
    for (StoreTier store : tiers.stores()) {
      if (store.isWritable() && !store.isLeftAlone()) {
        Found found = await(store, start, loader, keep);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable Found await(
      StoreTier store, long start, ArtifactLoader<?> loader, Tiers.Keep keep) {
    Duration lease = LeaseTimes.lease(request.size());
    Duration patience = LeaseTimes.patience(lease, maximumWait);
    for (int looks = 0; ; looks++) {
      if (LeaseTimes.triesLease(looks)) {
        Optional<Lease> taken = store.asides().tryLease(request.key(), lease, ifItFails(looks));
        if (taken.isPresent()) {
          leases.push(taken.get());
          // Who had the lease before may have stored it since this one looked.
          return tiers.look(store, request.key(), loader, keep);
        }
      }
      if (looks == 0) {
        CacheLog.LOG.info(
            "Wasm cache: {} is being compiled by another process of the {} tier: waiting up to {} s",
            request.describe(),
            store.tier().id(),
            patience.toSeconds());
      }
      Found found = tiers.look(store, request.key(), loader, keep);
      if (found != null) {
        return found;
      }
      long waited = System.nanoTime() - start;
      long left = patience.toNanos() - waited;
      if (left <= 0 || store.isLeftAlone() || Thread.currentThread().isInterrupted()) {
        return null;
      }
      double random = ThreadLocalRandom.current().nextDouble();
      LockSupport.parkNanos(this, Math.min(left, LeaseTimes.pauseNanos(looks, waited, random)));
    }
  }

  /**
   * A store that does not even lend once keeps nobody from compiling. Later it is known that
   * somebody does: a server that is asked too much is no reason to do that as well.
   */
  private static Optional<Lease> ifItFails(int looks) {
    return looks == 0 ? Optional.of(Lease.none()) : Optional.empty();
  }

  @Override
  public void close() {
    while (!leases.isEmpty()) {
      try {
        leases.pop().close();
      } catch (IOException | RuntimeException e) {
        // It runs out by itself.
        CacheLog.LOG.debug("Wasm cache: a lease was not given back", Printable.failure(e));
      }
    }
  }
}
