package dev.wasmcache.benchmarks.fleet;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A shared tier in a simulation, with one entry and one lease. Not safe for concurrent use. */
final class ModelTier {

  // The AWS SDK waits up to a second before it repeats a request that was refused because of its
  // rate.
  private static final double THROTTLED_PAUSE = 1;

  private final Simulation simulation;
  private final TierModel model;
  private final SplittableRandom random;
  private final RequestQueue queue;
  private final FairLink link;
  private final RateLimit all = new RateLimit(TierModel.UNLIMITED);
  private final RateLimit gets;
  private final RateLimit puts;
  private long entryBytes = -1;
  private double leasedUntil = -1;
  private long bytesOut;
  private long failures;

  ModelTier(Simulation simulation, TierModel model, SplittableRandom random) {
    this.simulation = simulation;
    this.model = model;
    this.random = random;
    this.queue = new RequestQueue(simulation);
    this.link = new FairLink(simulation, model.bytesPerSecond(), model.bytesPerSecondOfOne());
    this.gets = new RateLimit(model.getsPerSecond());
    this.puts = new RateLimit(model.putsPerSecond());
  }

  enum Answer {
    YES,
    NO,
    REFUSED,
    LATE
  }

  /** Stores the entry before the first request. */
  void fill(long bytes) {
    entryBytes = bytes;
  }

  /** Requests the entry, with all its bytes. */
  void get(Consumer<Answer> done) {
    ask(
        gets,
        () -> {
          if (entryBytes < 0) {
            respond(done, Answer.NO);
            return;
          }
          long bytes = entryBytes;
          link.transfer(
              bytes,
              model.readTimeout(bytes),
              whole -> {
                if (whole) {
                  bytesOut += bytes;
                  count(model.moreRequestsOfHit(bytes));
                  respond(done, Answer.YES);
                } else {
                  fail(done, Answer.LATE);
                }
              });
        },
        done);
  }

  /** Tries to acquire the lease. */
  void tryLease(double seconds, Consumer<Answer> done) {
    ask(
        puts,
        () -> {
          if (leasedUntil <= simulation.now()) {
            leasedUntil = simulation.now() + seconds;
            respond(done, Answer.YES);
          } else if (model.kind() == TierModel.Kind.S3) {
            // The object is read to see whether the lease is still valid.
            ask(gets, () -> respond(done, Answer.NO), done);
          } else {
            respond(done, Answer.NO);
          }
        },
        done);
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
                entryBytes = bytes;
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

  long bytesOut() {
    return bytesOut;
  }

  long failures() {
    return failures;
  }
}
