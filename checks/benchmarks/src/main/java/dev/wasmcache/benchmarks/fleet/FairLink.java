package dev.wasmcache.benchmarks.fleet;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * A network link that all transfers share equally, roughly as TCP does, each at most as fast as its
 * own end. Not safe for concurrent use.
 */
final class FairLink {

  private final Simulation simulation;
  private final double bytesPerSecondOfOne;
  private final TreeSet<Transfer> active =
      new TreeSet<>(
          Comparator.comparingDouble((Transfer transfer) -> transfer.end)
              .thenComparingLong(transfer -> transfer.number));
  private double bytesPerSecond;
  // How much each of the running transfers has moved since the first one started.
  private double progress;
  private double since;
  private long number;
  private long scheduled;

  /**
   * @param bytesPerSecond of all transfers together; infinite if only their own ends limit them
   * @param bytesPerSecondOfOne of one transfer; infinite if only the link limits it
   */
  FairLink(Simulation simulation, double bytesPerSecond, double bytesPerSecondOfOne) {
    this.simulation = simulation;
    this.bytesPerSecond = bytesPerSecond;
    this.bytesPerSecondOfOne = bytesPerSecondOfOne;
  }

  /** Bytes on their way. */
  final class Transfer {
    private final double end;
    private final long number;
    private final Runnable done;

    private Transfer(double end, long number, Runnable done) {
      this.end = end;
      this.number = number;
      this.done = done;
    }

    /** Returns how many bytes have not come yet. */
    double left() {
      advance();
      return Math.max(0, end - progress);
    }

    /** Abandons the transfer. Does nothing if it has ended. */
    void stop() {
      advance();
      if (active.remove(this)) {
        scheduleNext();
      }
    }
  }

  /**
   * Starts a transfer.
   *
   * @param done called once, when all of it has arrived, unless the transfer is stopped
   */
  Transfer start(double bytes, Runnable done) {
    advance();
    Transfer transfer = new Transfer(progress + bytes, number++, done);
    active.add(transfer);
    scheduleNext();
    return transfer;
  }

  /** Makes the link this many times as fast. */
  void change(double factor) {
    advance();
    bytesPerSecond *= factor;
    scheduleNext();
  }

  private void advance() {
    double rate = rate();
    progress += rate * (simulation.now() - since);
    since = simulation.now();
  }

  private double rate() {
    return active.isEmpty() ? 0 : Math.min(bytesPerSecond / active.size(), bytesPerSecondOfOne);
  }

  private void scheduleNext() {
    long turn = ++scheduled;
    if (active.isEmpty()) {
      return;
    }
    double left = Math.max(0, active.first().end - progress);
    simulation.after(left / rate(), () -> finish(turn));
  }

  private void finish(long turn) {
    if (turn != scheduled) {
      // Another transfer has started or been abandoned since: the end was computed again.
      return;
    }
    advance();
    Transfer first = active.pollFirst();
    if (first != null) {
      // Rounding may leave a small remainder.
      progress = Math.max(progress, first.end);
      scheduleNext();
      first.done.run();
    }
  }
}
