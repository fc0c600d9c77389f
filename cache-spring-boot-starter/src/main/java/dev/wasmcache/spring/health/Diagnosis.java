package dev.wasmcache.spring.health;

import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import dev.wasmcache.stats.VerifyOutcome;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.boot.health.contributor.Status;

/**
 * What is wrong with a cache. Does no I/O.
 *
 * @param problems what does not work now
 * @param failedLately whether something failed recently that may work again
 */
record Diagnosis(Set<HealthProblem> problems, boolean failedLately) {

  /** Boot does not aggregate this status, so the status of the application does not change. */
  static final Status DEGRADED =
      new Status("DEGRADED", "A part of the cache does not work: modules may be compiled again");

  /**
   * The state of the disk.
   *
   * @param usable whether its directory can be used, or need not be
   * @param writable whether its directory can be written, or need not be
   * @param shortOfSpace whether its volume has less free space than the configured minimum
   * @param layersUsable whether every read-only directory can be used
   */
  record Disk(boolean usable, boolean writable, boolean shortOfSpace, boolean layersUsable) {
    Disk(boolean usable, boolean writable, boolean shortOfSpace) {
      this(usable, writable, shortOfSpace, true);
    }
  }

  /**
   * @param lately the failures of the last minutes
   */
  static Diagnosis of(CacheStats stats, Disk disk, Set<Outcome> lately) {
    Set<HealthProblem> problems = EnumSet.noneOf(HealthProblem.class);
    if (!disk.usable() || !disk.writable() || paused(stats.tier(Tier.DISK))) {
      problems.add(HealthProblem.DISK);
    }
    if (!disk.layersUsable() || paused(stats.tier(Tier.LAYER))) {
      problems.add(HealthProblem.LAYER);
    }
    if (paused(stats.tier(Tier.SHARED))) {
      problems.add(HealthProblem.SHARED);
    }
    if (disk.shortOfSpace()) {
      problems.add(HealthProblem.SPACE);
    }
    if (lately.contains(Outcome.UNAUTHENTIC)) {
      problems.add(HealthProblem.UNAUTHENTIC);
    }
    if (stats.verifications(VerifyOutcome.MISMATCH) > 0) {
      problems.add(HealthProblem.MISMATCH);
    }
    return new Diagnosis(Collections.unmodifiableSet(problems), !lately.isEmpty());
  }

  /** Returns this diagnosis with one more problem. */
  Diagnosis with(HealthProblem problem) {
    Set<HealthProblem> more = EnumSet.of(problem);
    more.addAll(problems);
    return new Diagnosis(Collections.unmodifiableSet(more), failedLately);
  }

  private static boolean paused(TierStats tier) {
    return tier.readsPaused() || tier.writesPaused();
  }

  Status status(Set<HealthProblem> failOn) {
    if (!Collections.disjoint(problems, failOn)) {
      return Status.DOWN;
    }
    return problems.isEmpty() && !failedLately ? Status.UP : DEGRADED;
  }
}
