package dev.wasmcache.spring.health;

import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
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
 * What failed recently, according to the counters. A failure that was counted between two looks is
 * dated to the second one. A damaged entry does not count as a failure: it was replaced.
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

  /** Looks at the counters and returns what failed within the window. */
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
    // A failure in the future was recorded when the clock was wrong: it is dated to now.
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

  /** Returns the last failure, however long ago. */
  synchronized Optional<Trouble> last() {
    return Optional.ofNullable(last);
  }

  /** A failure of a tier. */
  record Trouble(Tier tier, Outcome outcome, Instant at) {}
}
