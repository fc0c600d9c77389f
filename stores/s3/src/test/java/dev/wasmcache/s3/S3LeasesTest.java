package dev.wasmcache.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class S3LeasesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void isOver_withinItsTime_isFalse() {
    assertThat(S3Leases.isOver(NOW.minusSeconds(59), MINUTE, NOW)).isFalse();
    assertThat(S3Leases.isOver(NOW.minusSeconds(61), MINUTE, NOW)).isTrue();
  }

  @Test
  void F44_isOver_begunInTheFuture_isTrueButForASkewOfServers() {
    assertThat(S3Leases.isOver(NOW.plus(Duration.ofDays(400)), MINUTE, NOW)).isTrue();
    assertThat(S3Leases.isOver(NOW.plusSeconds(30), MINUTE, NOW)).isFalse();
  }

  @Test
  void F44_isOver_forLongerThanAnyIsLentFor_isTrue() {
    assertThat(S3Leases.isOver(NOW, Duration.ofMillis(Long.MAX_VALUE), NOW)).isTrue();
    assertThat(S3Leases.isOver(NOW, Duration.ofMillis(Long.MIN_VALUE), NOW)).isTrue();
    assertThat(S3Leases.isOver(NOW, Duration.ofMinutes(150), NOW)).isFalse();
  }
}
