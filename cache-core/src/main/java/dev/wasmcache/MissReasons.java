package dev.wasmcache;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Chooses the reason of a miss from what is known of it. Does no I/O. */
final class MissReasons {

  private MissReasons() {}

  /** Answers what a bad entry that was just met says; empty if there was none. */
  static Optional<MissReason> ofBadEntry(Trail trail, Instant now) {
    return trail.steps().stream().flatMap(step -> badEntry(step, now).stream()).findFirst();
  }

  private static Optional<MissReason> badEntry(Trail.Step step, Instant now) {
    String where = "the entry in the " + step.tier().id() + " tier ";
    return switch (step.outcome()) {
      case CORRUPT -> reason(MissReason.Kind.CORRUPT, where + "was damaged", step, now);
      case UNAUTHENTIC ->
          reason(MissReason.Kind.UNAUTHENTIC, where + "was not signed by a known key", step, now);
      case STALE ->
          reason(
              MissReason.Kind.STALE,
              where + "was signed by a key that is not known here, or refused by the engine",
              step,
              now);
      case TOO_LARGE -> reason(MissReason.Kind.TOO_LARGE, where + "is over the limit", step, now);
      default -> Optional.empty();
    };
  }

  /** Answers that a tier which may have it was not of use; empty if all answered. */
  static Optional<MissReason> ofTierDown(Trail trail, Instant now) {
    for (Trail.Step step : trail.steps()) {
      switch (step.outcome()) {
        case ERROR, TIMEOUT, SKIPPED -> {
          String down =
              "the %s tier does not work (%s) and may have it"
                  .formatted(step.tier().id(), step.outcome().id());
          return reason(MissReason.Kind.TIER_DOWN, down, step, now);
        }
        default -> {
          // Another answer says something of the entry.
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<MissReason> reason(
      MissReason.Kind kind, String description, Trail.Step step, Instant now) {
    return Optional.of(MissReason.of(kind, description, step.tier(), now));
  }

  static MissReason ofEviction(Tier tier, Eviction eviction) {
    return MissReason.of(
        MissReason.Kind.EVICTED,
        "evicted from the %s tier at %s, cause: %s"
            .formatted(tier.id(), eviction.at(), eviction.cause().id()),
        tier,
        eviction.at());
  }

  /** Answers what the history of the module says; that it is new, if it says nothing. */
  static MissReason ofHistory(ModuleHistory history, CacheKey key, Optional<Fingerprint> now) {
    Optional<ModuleHistory.Compiled> same = history.of(key);
    if (same.isPresent()) {
      Instant at = same.get().at();
      return new MissReason(
          MissReason.Kind.GONE,
          "it was stored at " + at + " and has been deleted since",
          Optional.empty(),
          Optional.of(at));
    }
    List<ModuleHistory.Compiled> compiles = history.compiles();
    return compiles.isEmpty() || now.isEmpty()
        ? MissReason.of(MissReason.Kind.NEVER_SEEN, "never seen before")
        : FingerprintChange.describe(
            compiles.get(0).fingerprint(), now.get(), compiles.get(0).at());
  }
}
