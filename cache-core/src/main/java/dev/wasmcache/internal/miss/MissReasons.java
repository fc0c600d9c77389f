package dev.wasmcache.internal.miss;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.internal.guard.Failures;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.time.Instant;
import java.util.Optional;

/** Chooses the reason for a miss from what is known about it. Does no I/O. */
public final class MissReasons {

  private MissReasons() {}

  /** Loads the classes that the reason of a failure needs, as {@link Failures#prepare} does. */
  public static void prepare() {
    MissReason unused = MissReason.of(MissReason.Kind.TIER_DOWN, "none");
  }

  /** Returns the reason if a bad entry was just found; empty if there was none. */
  public static Optional<MissReason> ofBadEntry(Trail trail, Instant now) {
    return trail.steps().stream().flatMap(step -> badEntry(step, now).stream()).findFirst();
  }

  private static Optional<MissReason> badEntry(Trail.Step step, Instant now) {
    // No switch: javac makes a class for it, which would be loaded at a time when loading may fail.
    Outcome outcome = step.outcome();
    if (outcome == Outcome.CORRUPT) {
      return ofEntry(MissReason.Kind.CORRUPT, "was damaged", step, now);
    }
    if (outcome == Outcome.UNAUTHENTIC) {
      return ofEntry(MissReason.Kind.UNAUTHENTIC, "was not signed by a known key", step, now);
    }
    if (outcome == Outcome.STALE) {
      String stale = "was signed by a key that is not known here, or refused by the engine";
      return ofEntry(MissReason.Kind.STALE, stale, step, now);
    }
    return outcome == Outcome.TOO_LARGE
        ? ofEntry(MissReason.Kind.TOO_LARGE, "is over the limit", step, now)
        : Optional.empty();
  }

  private static Optional<MissReason> ofEntry(
      MissReason.Kind kind, String clause, Trail.Step step, Instant now) {
    return reason(kind, "the entry in the " + step.tier().id() + " tier " + clause, step, now);
  }

  /** Returns the reason if a tier that may have it does not work; empty if all tiers work. */
  public static Optional<MissReason> ofTierDown(Trail trail, Instant now) {
    for (Trail.Step step : trail.steps()) {
      Outcome outcome = step.outcome();
      // Every other outcome says something about the entry.
      if (outcome == Outcome.ERROR
          || outcome == Outcome.TIMEOUT
          || outcome == Outcome.BUSY
          || outcome == Outcome.SKIPPED) {
        String down =
            "the %s tier %s and may have it"
                .formatted(
                    step.tier().id(),
                    outcome == Outcome.BUSY ? "is busy" : "does not work (" + outcome.id() + ")");
        return reason(MissReason.Kind.TIER_DOWN, down, step, now);
      }
    }
    return Optional.empty();
  }

  private static Optional<MissReason> reason(
      MissReason.Kind kind, String description, Trail.Step step, Instant now) {
    return Optional.of(MissReason.of(kind, description, step.tier(), now));
  }

  public static MissReason ofEviction(Tier tier, Eviction eviction) {
    return MissReason.of(
        MissReason.Kind.EVICTED,
        "evicted from the %s tier at %s, cause: %s"
            .formatted(tier.id(), eviction.at(), eviction.cause().id()),
        tier,
        eviction.at());
  }

  /**
   * Returns the reason that the history of the module shows; if it is empty, that the module is
   * new.
   */
  public static MissReason ofHistory(
      ModuleHistory history, CacheKey key, Optional<Fingerprint> now) {
    Optional<ModuleHistory.Compiled> same = history.of(key);
    if (same.isPresent()) {
      Instant at = same.get().at();
      return new MissReason(
          MissReason.Kind.GONE,
          "it was stored at " + at + " and has been deleted since",
          Optional.empty(),
          Optional.of(at));
    }
    return now.flatMap(history::closestTo)
        .map(last -> FingerprintChange.describe(last.fingerprint(), now.orElseThrow(), last.at()))
        .orElseGet(() -> MissReason.of(MissReason.Kind.NEVER_SEEN, "never seen before"));
  }
}
