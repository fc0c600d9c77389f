package dev.wasmcache.spring.health;

import dev.wasmcache.CacheStats;
import dev.wasmcache.Outcome;
import dev.wasmcache.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong lately, as seen from the counters: what was counted between two looks counts as
 * having happened at the second. An entry that is merely damaged is no trouble: it was replaced.
 */
final class RecentTrouble {

  private final InstantSource clock;
  private final Duration window;
  private final Map<Tier, Map<Outcome, Long>> seen = new EnumMap<>(Tier.class);
  private final Map<Outcome, Instant> times = new EnumMap<>(Outcome.class);
  private @Nullable Trouble last;

  RecentTrouble(InstantSource clock, Duration window) {
    this.clock = clock;
    this.window = window;
  }

  /** Takes a look. Answers what went wrong within the window. */
  synchronized Set<Outcome> look(CacheStats stats) {
    Instant now = clock.instant();
    stats
        .tiers()
        .forEach(
            (tier, counts) -> {
              count(
                  tier,
                  Outcome.TIMEOUT,
                  counts.requests(Outcome.TIMEOUT) + counts.writes(Outcome.TIMEOUT),
                  now);
              count(
                  tier,
                  Outcome.ERROR,
                  counts.requests(Outcome.ERROR) + counts.writes(Outcome.ERROR),
                  now);
              count(tier, Outcome.UNAUTHENTIC, counts.requests(Outcome.UNAUTHENTIC), now);
            });
    Set<Outcome> lately = EnumSet.noneOf(Outcome.class);
    // Trouble in the future was seen when the clock was wrong: it was now at the latest.
    times.replaceAll((outcome, at) -> at.isAfter(now) ? now : at);
    times.forEach(
        (outcome, at) -> {
          if (at.isAfter(now.minus(window))) {
            lately.add(outcome);
          }
        });
    return lately;
  }

  private void count(Tier tier, Outcome outcome, long count, Instant now) {
    Map<Outcome, Long> ofTier = seen.computeIfAbsent(tier, unused -> new EnumMap<>(Outcome.class));
    Long before = ofTier.put(outcome, count);
    if (count > (before == null ? 0 : before)) {
      last = new Trouble(tier, outcome, now);
      times.put(outcome, now);
    }
  }

  /** Answers the last trouble, however long ago. */
  synchronized Optional<Trouble> last() {
    return Optional.ofNullable(last);
  }

  /** Something that should not happen. */
  record Trouble(Tier tier, Outcome outcome, Instant at) {}
}
