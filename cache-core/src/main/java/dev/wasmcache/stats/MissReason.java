package dev.wasmcache.stats;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a compiled module is not in the cache, as far as known.
 *
 * @param kind the reason
 * @param description a clause for readers: "the engine changed: endive 1.0.0 -> 1.1.0"
 * @param tier the tier that it concerns; empty if it concerns all
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
    /** It was evicted because of its size, its age or too little free space. */
    EVICTED,
    /** It was there and no longer is; it is not known what deleted it. */
    GONE,
    /** It was damaged, and deleted. */
    CORRUPT,
    /** It was not signed by a key of the ring. */
    UNAUTHENTIC,
    /** It was intact but could not be used: signed by an unknown key, or refused by the engine. */
    STALE,
    /** It exceeds a limit. */
    TOO_LARGE,
    /** A tier that may have it does not work. */
    TIER_DOWN;

    /** Returns the name used in logs and endpoints: lower case, words joined by a hyphen. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static MissReason of(Kind kind, String description) {
    return new MissReason(kind, description, Optional.empty(), Optional.empty());
  }

  public static MissReason of(Kind kind, String description, Tier tier, Instant at) {
    return new MissReason(kind, description, Optional.of(tier), Optional.of(at));
  }
}
