package dev.wasmcache;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a compiled module is not there, as far as it is known.
 *
 * @param kind the reason
 * @param description a clause for people: "the engine changed: endive 1.0.0 -> 1.1.0"
 * @param tier the tier that it is about; empty if it is about all
 * @param at when it happened; empty if not known
 */
public record MissReason(Kind kind, String description, Optional<Tier> tier, Optional<Instant> at) {

  /** The reasons. */
  public enum Kind {
    /** It is there. */
    PRESENT,
    /** No tier keeps compiled modules. */
    NO_TIER,
    /** Neither this module nor this key has been seen. */
    NEVER_SEEN,
    /** The module was compiled by another version of the engine. */
    ENGINE_CHANGED,
    /**
     * The module was compiled by another engine alone, whose entries are not of use to this one.
     */
    ANOTHER_ENGINE,
    /** The module was compiled with other options, for another target or in another format. */
    OPTIONS_CHANGED,
    /** The module was compiled in an earlier generation. */
    GENERATION_RAISED,
    /** It was given up for its size, its age or the space that is left. */
    EVICTED,
    /** It was there and is not any more, by whose hand is not known. */
    GONE,
    /** It was damaged, and deleted. */
    CORRUPT,
    /** It was not signed by a key of the ring. */
    UNAUTHENTIC,
    /** It was intact and could not be used: signed by a key that is not known, or refused. */
    STALE,
    /** It is over a limit. */
    TOO_LARGE,
    /** A tier that may have it does not work. */
    TIER_DOWN;

    /** Answers the name used in logs and endpoints: lower case, words joined by a hyphen. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static MissReason of(Kind kind, String description) {
    return new MissReason(kind, description, Optional.empty(), Optional.empty());
  }

  static MissReason of(Kind kind, String description, Tier tier, Instant at) {
    return new MissReason(kind, description, Optional.of(tier), Optional.of(at));
  }
}
