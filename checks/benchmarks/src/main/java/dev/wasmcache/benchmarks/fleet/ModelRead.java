package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.fleet.ModelTier.Answer;
import dev.wasmcache.benchmarks.fleet.Protocol.Part;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One read of an entry in a simulation, and when it is given up, as in {@code Transfer} and {@code
 * TimedCalls}. Not safe for concurrent use.
 */
final class ModelRead {

  private final Simulation simulation;
  private final Reader reader;
  private final TierModel model;
  private final Done done;
  private final double wanted;
  private final double window;
  private final FairLink.Transfer transfer;
  private boolean ended;

  /** The end of a read. */
  interface Done {
    void accept(Answer answer, double bytesCame);
  }

  /** Starts a read of the bytes that the reader does not have. */
  ModelRead(
      Simulation simulation,
      Protocol protocol,
      TierModel model,
      FairLink link,
      Reader reader,
      long size,
      Done done) {
    this.simulation = simulation;
    this.reader = reader;
    this.model = model;
    this.done = done;
    this.wanted = size - reader.kept;
    this.window = FleetRules.window(reader.worth);
    this.transfer = (reader.link == null ? link : reader.link).start(wanted, () -> end(Answer.YES));
    if (protocol.has(Part.PROGRESS)) {
      simulation.after(window, () -> judge(wanted));
    } else {
      simulation.after(model.readTimeout(size), () -> end(Answer.LATE));
    }
  }

  /** The pod that reads, and the bytes it has kept. */
  static final class Reader {
    private final double worth;
    private final boolean keeps;
    private final SplittableRandom random;
    private final @Nullable FairLink link;
    private double bound;
    private double kept;
    private int entry;

    /**
     * @param worth the seconds that a compile would take
     * @param link its own link; null if only that of the server limits it
     */
    Reader(double worth, boolean keeps, SplittableRandom random, @Nullable FairLink link) {
      this.worth = worth;
      this.keeps = keeps;
      this.random = random;
      this.link = link;
    }

    /** Sets when it stops waiting in any case. */
    void until(double time) {
      bound = time;
    }

    /** Forgets the bytes of an entry that the server no longer has. */
    void expect(int number) {
      if (number != entry) {
        entry = number;
        kept = 0;
      }
    }

    boolean hasBytes() {
      return kept > 0;
    }
  }

  /** The connection breaks. */
  void breakOff() {
    end(Answer.BROKEN);
  }

  private void judge(double leftBefore) {
    if (ended) {
      return;
    }
    double left = transfer.left();
    double came = leftBefore - left;
    if (came <= 0) {
      end(Answer.LATE);
      return;
    }
    double worth = Math.min(reader.worth, reader.bound - simulation.now());
    boolean goesOn =
        came >= model.slowestRead() * window
            || FleetRules.goesOn(
                FleetRules.left(left, came, window), worth, reader.random.nextDouble());
    if (goesOn) {
      simulation.after(window, () -> judge(left));
    } else {
      end(Answer.SLOW);
    }
  }

  private void end(Answer answer) {
    if (ended) {
      return;
    }
    ended = true;
    double came = answer == Answer.YES ? wanted : wanted - transfer.left();
    transfer.stop();
    if (reader.keeps && answer == Answer.BROKEN) {
      reader.kept += came;
    } else {
      reader.kept = 0;
    }
    done.accept(answer, came);
  }
}
