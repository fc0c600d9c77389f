package dev.wasmcache.benchmarks.fleet;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A network link that all transfers share equally, roughly as TCP does, each at most as fast as its
 * own end. Not safe for concurrent use.
 */
final class FairLink {

  private final Simulation simulation;
  private final double bytesPerSecond;
  private final double bytesPerSecondOfOne;
  private final TreeSet<Transfer> active =
      new TreeSet<>(
          Comparator.comparingDouble((Transfer transfer) -> transfer.end)
              .thenComparingLong(transfer -> transfer.number));
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

  private static final class Transfer {
    private final double end;
    private final long number;
    private final Consumer<Boolean> done;

    private Transfer(double end, long number, Consumer<Boolean> done) {
      this.end = end;
      this.number = number;
      this.done = done;
    }
  }

  /**
   * Starts a transfer.
   *
   * @param patience the seconds after which it is abandoned
   * @param done called once, with whether all of it has arrived
   */
  void transfer(long bytes, double patience, Consumer<Boolean> done) {
    advance();
    Transfer transfer = new Transfer(progress + bytes, number++, done);
    active.add(transfer);
    simulation.after(patience, () -> giveUp(transfer));
    scheduleNext();
  }

  private void giveUp(Transfer transfer) {
    advance();
    if (active.remove(transfer)) {
      scheduleNext();
      transfer.done.accept(false);
    }
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
    if (active.isEmpty()) {
      return;
    }
    long turn = ++scheduled;
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
      first.done.accept(true);
    }
  }
}
