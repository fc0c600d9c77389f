package dev.wasmcache.cli.directory;

import dev.wasmcache.stats.Outcome;

/** What an outcome of a verification means, for people. */
final class Findings {

  private Findings() {}

  static String describe(Outcome outcome) {
    return switch (outcome) {
      case HIT -> "verified";
      case MISS -> "not there";
      case CORRUPT -> "damaged: it is not what was written";
      case UNAUTHENTIC ->
          "refused: not signed by a key that was given, or in a file that another user owns or"
              + " can write";
      case STALE -> "not usable with the keys that were given";
      case TOO_LARGE -> "over the limit of an entry";
      default -> "not read: " + outcome.id();
    };
  }
}
