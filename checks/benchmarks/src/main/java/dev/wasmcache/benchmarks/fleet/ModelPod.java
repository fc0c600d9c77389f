package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.fleet.ModelTier.Answer;
import dev.wasmcache.benchmarks.fleet.Protocol.Part;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A pod in a simulation: what the cache does from a miss on its empty disk until the module is
 * there, as in {@code TieredCache}, {@code SharedFlight} and {@code Guard}.
 */
final class ModelPod {

  // The guard's default: after this many failures the store is paused.
  private static final int FAILURES = 3;

  private static final double FORMER_BOUND = 120;

  private final Simulation simulation;
  private final ModelTier tier;
  private final ModelFleet.Work work;
  private final Load load;
  private final Protocol protocol;
  private final SplittableRandom random;
  private final ModelRead.Reader reader;
  private final ModelHost host;
  private final ModelFleet.LeaderDeath death;
  private double started;
  private double began;
  private double deadline;
  private double answered = Double.NEGATIVE_INFINITY;
  private int failures;
  private int failedTries;
  private int refused;
  private boolean leased;
  private boolean slow;
  private boolean compiled;
  private boolean dead;
  private double compileBegan;
  private double ready = Double.NaN;

  ModelPod(
      Simulation simulation,
      ModelTier tier,
      ModelFleet.Work work,
      Load load,
      Protocol protocol,
      ModelHost host,
      ModelFleet.LeaderDeath death,
      @Nullable FairLink ownLink,
      SplittableRandom random) {
    this.simulation = simulation;
    this.tier = tier;
    this.work = work;
    this.load = load;
    this.protocol = protocol;
    this.host = host;
    this.death = death;
    this.random = random;
    this.reader = new ModelRead.Reader(worth(), protocol.has(Part.RESUME), random, ownLink);
  }

  void start(Scenario scenario) {
    started = simulation.now();
    reader.until(started + FleetRules.BOUND);
    switch (scenario) {
      case NO_CACHE -> simulation.after(load.compileSeconds(), this::compiledAlone);
      case BAKED -> work.run(load.layerSeconds(), this::becomeReady);
      case EMPTY, FILLED -> onHost(0);
    }
  }

  private double worth() {
    // The header of the entry says how long the compile took.
    return FleetRules.worth(load.wasmBytes());
  }

  /** One pod of a host asks the shared tier, and the others poll the disk. */
  private void onHost(int looks) {
    if (host.isFilled()) {
      work.run(load.layerSeconds(), this::becomeReady);
    } else if (host.acquire(this) || simulation.now() - started >= patience()) {
      read(0, this::await);
    } else {
      // A disk is cheap to ask, however long it takes.
      double pause = protocol.rule().pause(looks, 0, 0, random.nextDouble());
      simulation.after(pause, () -> onHost(looks + 1));
    }
  }

  private void await() {
    began = simulation.now();
    deadline = began + patience();
    round(0);
  }

  private double patience() {
    return WaitRule.patience(
        load.wasmBytes(), protocol.has(Part.WAITING) ? FleetRules.BOUND : FORMER_BOUND);
  }

  private void round(int looks) {
    if (leftAlone()) {
      compile();
    } else if (protocol.rule().triesLease(looks)) {
      tier.tryLease(WaitRule.lease(load.wasmBytes()), answer -> tried(looks, answer));
    } else {
      look(() -> pause(looks));
    }
  }

  private boolean failed(Answer answer) {
    return switch (answer) {
      case YES, NO, SLOW -> false;
      // A server that serves others has not failed.
      case REFUSED -> !protocol.has(Part.RETRY);
      case LATE, BROKEN -> true;
    };
  }

  private boolean leftAlone() {
    return failures >= FAILURES || failedTries >= FAILURES;
  }

  private void tried(int looks, Answer answer) {
    boolean works = protocol.has(Part.LEASE) && simulation.now() - answered <= FleetRules.LATELY;
    seen(answer);
    failedTries = failed(answer) ? failedTries + 1 : 0;
    switch (answer) {
      case YES -> {
        leased = true;
        look(this::compile);
      }
      case NO, SLOW -> look(() -> pause(looks));
      // Another process is likely to have it. Formerly, a refused first try made a pod compile.
      case REFUSED ->
          look(looks == 0 && !protocol.has(Part.LEASE) ? this::compile : () -> pause(looks));
      // This pod may hold the lease, with only the response lost; but a server that works is busy.
      case LATE, BROKEN -> look(works ? () -> pause(looks) : this::compile);
    }
  }

  private void seen(Answer answer) {
    if (answer == Answer.YES || answer == Answer.NO || answer == Answer.REFUSED) {
      answered = simulation.now();
    }
    refused = answer == Answer.REFUSED ? refused + 1 : 0;
  }

  /** The first read: repeated while the tier is busy, as long as a hit is worth it. */
  private void read(int attempts, Runnable otherwise) {
    look(
        () -> {
          boolean again =
              protocol.has(Part.RETRY) && refused > 0 && simulation.now() - started < worth();
          if (again) {
            simulation.after(
                FleetRules.pause(attempts, random.nextDouble()),
                () -> read(attempts + 1, otherwise));
          } else {
            otherwise.run();
          }
        });
  }

  private void look(Runnable otherwise) {
    look(0, otherwise);
  }

  private void look(int resumed, Runnable otherwise) {
    tier.get(
        reader,
        answer -> {
          if (answer == Answer.BROKEN && reader.hasBytes() && resumed < FleetRules.RESUMED) {
            look(resumed + 1, otherwise);
            return;
          }
          seen(answer);
          failures = failed(answer) ? failures + 1 : 0;
          if (answer == Answer.YES) {
            hit();
          } else if (answer == Answer.SLOW) {
            // The entry is there: no other process has to be waited for, no lease is needed, and
            // nothing is uploaded.
            slow = true;
            compile();
          } else {
            otherwise.run();
          }
        });
  }

  private void hit() {
    if (leased) {
      tier.release();
    }
    work.run(load.storeSeconds() + load.inflateSeconds(protocol), this::becomeReady);
  }

  private void pause(int looks) {
    double now = simulation.now();
    if (now >= deadline && !waitsAgain(now)) {
      compile();
      return;
    }
    int busy = protocol.has(Part.LEASE) ? refused : 0;
    double pause = protocol.rule().pause(looks, busy, now - began, random.nextDouble());
    simulation.after(Math.min(deadline - now, pause), () -> round(looks + 1));
  }

  private boolean waitsAgain(double now) {
    double bound = Math.min(started + FleetRules.BOUND, began + 2 * patience());
    boolean over =
        !protocol.has(Part.WAITING) || now >= bound || FleetRules.goesFirst(random.nextDouble());
    if (!over) {
      deadline = Math.min(bound, now + FleetRules.again(worth(), random.nextDouble()));
    }
    return !over;
  }

  private void compile() {
    compiled = true;
    compileBegan = simulation.now();
    if (leased && death.strikes()) {
      simulation.after(load.compileSeconds() / 2, this::die);
      return;
    }
    simulation.after(
        load.compileSeconds(),
        () ->
            work.run(
                load.storeSeconds(),
                () -> {
                  becomeReady();
                  if (!leftAlone() && !slow) {
                    simulation.after(
                        load.deflateSeconds(protocol),
                        () -> tier.put(load.storedBytes(protocol), leased));
                  }
                }));
  }

  private void die() {
    dead = true;
    host.release(this);
  }

  private void compiledAlone() {
    compiled = true;
    compileBegan = started;
    becomeReady();
  }

  private void becomeReady() {
    ready = simulation.now();
    host.fill();
  }

  boolean compiled() {
    return compiled;
  }

  boolean isDead() {
    return dead;
  }

  /** Returns how long it waited for the tier and for other pods. */
  double waited() {
    return (compiled ? compileBegan : ready) - started;
  }

  /** Returns when it was ready, in seconds since the beginning. */
  double ready() {
    return ready;
  }
}
