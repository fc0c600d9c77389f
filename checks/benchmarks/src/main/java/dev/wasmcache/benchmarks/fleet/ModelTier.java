package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.fleet.Protocol.Part;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A shared tier in a simulation, with one entry and one lease. Not safe for concurrent use. */
final class ModelTier {

  // The AWS SDK waits up to a second before it repeats a request that was refused because of its
  // rate.
  private static final double THROTTLED_PAUSE = 1;

  private final Simulation simulation;
  private final TierModel model;
  private final Protocol protocol;
  private final SplittableRandom random;
  private final RequestQueue queue;
  private final FairLink link;
  private final RateLimit all = new RateLimit(TierModel.UNLIMITED);
  private final RateLimit gets;
  private final RateLimit puts;
  private final RateLimit leaseGets;
  private final RateLimit leasePuts;
  private final Set<ModelRead> reads = new LinkedHashSet<>();
  private long entryBytes = -1;
  private int entryNumber;
  private double leasedUntil = -1;
  private double downUntil = -1;
  private double bytesOut;
  private double bytesUsed;
  private long failures;

  ModelTier(Simulation simulation, TierModel model, Protocol protocol, SplittableRandom random) {
    this.simulation = simulation;
    this.model = model;
    this.protocol = protocol;
    this.random = random;
    this.queue = new RequestQueue(simulation);
    this.link = new FairLink(simulation, model.bytesPerSecond(), model.bytesPerSecondOfOne());
    this.gets = new RateLimit(model.getsPerSecond());
    this.puts = new RateLimit(model.putsPerSecond());
    // Leases lie under prefixes of their own.
    boolean apart = protocol.has(Part.LEASE);
    this.leaseGets = apart ? new RateLimit(model.getsPerSecond()) : gets;
    this.leasePuts = apart ? new RateLimit(model.putsPerSecond()) : puts;
  }

  enum Answer {
    YES,
    NO,
    /** The server refused the request because of its rate. */
    REFUSED,
    /** Bytes came, but the rest would take longer than it is worth. */
    SLOW,
    /** Nothing came in time. */
    LATE,
    /** The connection broke. */
    BROKEN
  }

  /** Stores the entry before the first request. */
  void fill(long bytes) {
    entryBytes = bytes;
    entryNumber++;
  }

  /** Halves the speed of the server's link. */
  void halve() {
    link.change(0.5);
  }

  /** Forgets everything and is away for a while. */
  void restart(double seconds) {
    downUntil = simulation.now() + seconds;
    entryBytes = -1;
    leasedUntil = -1;
    breakConnections();
  }

  /** Breaks all connections; clients may connect again at once. */
  void breakConnections() {
    for (ModelRead read : List.copyOf(reads)) {
      read.breakOff();
    }
  }

  /** Requests the entry, with those of its bytes that the pod does not have. */
  void get(ModelRead.Reader reader, Consumer<Answer> done) {
    ask(
        gets,
        () -> {
          if (entryBytes < 0) {
            respond(done, Answer.NO);
            return;
          }
          long bytes = entryBytes;
          reader.expect(entryNumber);
          ModelRead[] read = new ModelRead[1];
          read[0] =
              new ModelRead(
                  simulation,
                  protocol,
                  model,
                  link,
                  reader,
                  bytes,
                  (answer, came) -> {
                    reads.remove(read[0]);
                    read(done, bytes, answer, came);
                  });
          reads.add(read[0]);
        },
        done);
  }

  private void read(Consumer<Answer> done, long bytes, Answer answer, double came) {
    bytesOut += came;
    if (answer == Answer.YES) {
      bytesUsed += bytes;
      count(model.moreRequestsOfHit(bytes));
      respond(done, Answer.YES);
    } else {
      fail(done, answer);
    }
  }

  /** Tries to acquire the lease. */
  void tryLease(double seconds, Consumer<Answer> done) {
    if (protocol.has(Part.LEASE) && model.kind() == TierModel.Kind.S3) {
      // Most processes find it taken, and reading is cheaper than writing.
      ask(
          leaseGets,
          () -> {
            if (leasedUntil > simulation.now()) {
              respond(done, Answer.NO);
            } else {
              simulation.after(
                  model.roundTrip() / 2, () -> ask(leasePuts, () -> acquire(seconds, done), done));
            }
          },
          done);
      return;
    }
    ask(
        leasePuts,
        () -> {
          if (leasedUntil > simulation.now() && model.kind() == TierModel.Kind.S3) {
            // The object is read to see whether the lease is still valid.
            ask(leaseGets, () -> respond(done, Answer.NO), done);
          } else {
            acquire(seconds, done);
          }
        },
        done);
  }

  private void acquire(double seconds, Consumer<Answer> done) {
    boolean free = leasedUntil <= simulation.now();
    if (free) {
      leasedUntil = simulation.now() + seconds;
    }
    respond(done, free ? Answer.YES : Answer.NO);
  }

  /** Stores the entry in the background, and releases the lease if this pod holds it. */
  void put(long bytes, boolean leased) {
    Runnable store =
        () -> {
          count(model.requestsOfPut(bytes) - 1);
          double slowest = Math.min(model.bytesPerSecond(), model.bytesPerSecondOfOne());
          simulation.after(
              bytes / slowest,
              () -> {
                if (entryBytes < 0) {
                  fill(bytes);
                }
                if (leased) {
                  release();
                }
              });
        };
    ask(puts, store, answer -> {});
  }

  /** Releases the lease. */
  void release() {
    // An object is read before it is deleted.
    count(model.kind() == TierModel.Kind.S3 ? 2 : 1);
    leasedUntil = -1;
  }

  private void count(int requests) {
    for (int i = 0; i < requests; i++) {
      boolean unused = all.allows(simulation.now());
    }
  }

  private void ask(RateLimit limit, Runnable atServer, Consumer<Answer> done) {
    count(1);
    if (limit.allows(simulation.now())) {
      send(atServer, done);
      return;
    }
    simulation.after(
        random.nextDouble() * THROTTLED_PAUSE,
        () -> {
          count(1);
          if (limit.allows(simulation.now())) {
            send(atServer, done);
          } else {
            fail(done, Answer.REFUSED);
          }
        });
  }

  private void send(Runnable atServer, Consumer<Answer> done) {
    if (simulation.now() < downUntil) {
      simulation.after(model.roundTrip(), () -> fail(done, Answer.BROKEN));
      return;
    }
    double wait = model.secondsPerRequest() == 0 ? 0 : queue.add(model.secondsPerRequest());
    if (wait > model.requestTimeout()) {
      simulation.after(model.requestTimeout(), () -> fail(done, Answer.LATE));
    } else {
      simulation.after(wait + model.roundTrip() / 2, atServer);
    }
  }

  private void respond(Consumer<Answer> done, Answer answer) {
    simulation.after(model.roundTrip() / 2, () -> done.accept(answer));
  }

  private void fail(Consumer<Answer> done, Answer how) {
    failures++;
    done.accept(how);
  }

  long requests() {
    return all.total();
  }

  long peakPerSecond() {
    return all.peak();
  }

  /** Returns the bytes of entries that were sent. */
  double bytesOut() {
    return bytesOut;
  }

  /** Returns those that made a hit. */
  double bytesUsed() {
    return bytesUsed;
  }

  long failures() {
    return failures;
  }
}
