package dev.wasmcache;

import dev.wasmcache.internal.compile.LeaseTimes;
import dev.wasmcache.internal.compile.Worth;
import java.time.Duration;

/**
 * How long a process waits for another one that has the lease of a module. Does no I/O; for one
 * thread. Times are in nanoseconds since the wait began.
 */
final class Patience {

  private final long wasmBytes;
  private final Duration lease;
  private final Duration maximumWait;
  private final boolean fleet;
  private TierHints.Right right;
  private long until;

  /**
   * @param lease for how long a holder has it
   * @param fleet whether processes of all hosts wait, and not only those of one
   * @param right what the tier has said of the lease
   */
  Patience(
      long wasmBytes, Duration lease, Duration maximumWait, boolean fleet, TierHints.Right right) {
    this.wasmBytes = wasmBytes;
    this.lease = lease;
    this.maximumWait = maximumWait;
    this.fleet = fleet;
    this.right = right;
    this.until = first();
  }

  /** A tier that does not tell is waited for no longer than for a compile. */
  private long first() {
    long patience = LeaseTimes.patience(lease, maximumWait).toNanos();
    return right == TierHints.Right.SILENT ? Math.min(patience, Worth.nanos(wasmBytes)) : patience;
  }

  /** Returns for how long this process waits as things are. */
  long nanos() {
    return until;
  }

  /** Records what the tier now says of the lease. */
  void learn(TierHints.Right now) {
    boolean known = now == TierHints.Right.TAKEN && right != TierHints.Right.TAKEN;
    right = now;
    if (known) {
      until = first();
    }
  }

  /**
   * Returns how much longer this process waits; less than 1 if it compiles. At the end of its
   * patience a process of one host compiles; of a fleet, only a few do, and the others wait for
   * them, at most for as long again.
   *
   * @param works whether the tier works
   * @param random a random number from 0 to 1
   */
  long left(long waited, boolean works, double random) {
    if (waited >= until && works && right == TierHints.Right.TAKEN) {
      until = extended(waited, random);
    }
    return until - waited;
  }

  private long extended(long waited, double random) {
    if (!fleet || Worth.goesFirst(random)) {
      return waited;
    }
    long again = waited + Worth.againNanos(Worth.nanos(wasmBytes), random);
    return Math.min(again, LeaseTimes.patience(lease.multipliedBy(2), maximumWait).toNanos());
  }
}
