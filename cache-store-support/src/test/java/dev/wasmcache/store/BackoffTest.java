package dev.wasmcache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void apply_whileItFails_growsUpToItsLimit() {
    Backoff backoff = backoff();
    assertThat(backoff.apply(1)).isBetween(700L, 1300L);
    assertThat(backoff.apply(2)).isBetween(1400L, 2600L);
    assertThat(backoff.apply(3)).isBetween(2800L, 5200L);
    for (int attempt = 4; attempt < 1000; attempt++) {
      assertThat(backoff.apply(attempt)).isBetween(1L, 60_000L);
    }
  }

  @Test
  void apply_forTwoProcesses_isNotTheSame() {
    Set<Long> pauses = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      pauses.add(backoff().apply(1));
    }
    assertThat(pauses).hasSizeGreaterThan(20);
  }

  @Test
  void apply_storeThatWorksForMomentsOnly_growsAllTheSame() {
    Backoff backoff = backoff();
    long last = 0;
    for (int i = 0; i < 5; i++) {
      last = backoff.apply(1);
      now = now.plusMillis(last + 1);
    }
    assertThat(last).isGreaterThan(10_000);
  }

  @Test
  void apply_storeThatHasWorkedForLong_beginsAnew() {
    Backoff backoff = backoff();
    for (int attempt = 1; attempt < 10; attempt++) {
      now = now.plusMillis(backoff.apply(attempt));
    }
    now = now.plus(Duration.ofMinutes(5));
    assertThat(backoff.apply(1)).isBetween(700L, 1300L);
  }

  private Backoff backoff() {
    return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), () -> now);
  }
}
