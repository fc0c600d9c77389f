package dev.wasmcache.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Checks of what a test cannot bring about on this host. */
final class ChecksTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @Test
  void clock_entriesOfThePast_isOk() {
    assertThat(ClockCheck.check(NOW, Optional.of(NOW)).status()).isEqualTo(Check.Status.OK);
    assertThat(ClockCheck.check(NOW, Optional.empty()).status()).isEqualTo(Check.Status.OK);
  }

  @Test
  void clock_entryOfTheFuture_isNoted() {
    Check check = ClockCheck.check(NOW, Optional.of(NOW.plus(Duration.ofHours(1))));
    assertThat(check.status()).isEqualTo(Check.Status.NOTE);
    assertThat(check.found()).contains("2026-11-29T13:00:00Z");
  }

  @Test
  void clock_withoutATime_isAProblem() {
    assertThat(ClockCheck.check(Instant.EPOCH, Optional.empty()).status())
        .isEqualTo(Check.Status.PROBLEM);
  }

  @Test
  void engine_entriesOfAnotherVersion_areNoted() {
    Check check = EngineChecks.check("endive", "1.0+a", Map.of("1.0+a", 2L, "0.9+b", 1L));
    assertThat(check.status()).isEqualTo(Check.Status.NOTE);
    assertThat(check.found()).isEqualTo("1.0+a, 2 entries, and 1 entry of 0.9+b");
  }
}
