package dev.wasmcache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void F46_instant_ofTheSystemsClock_isIndependent() {
    assertThat(new SteadyClock().instant())
        .isBetween(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofHours(1)));
  }

  @Test
  void F46_closed_clockThatIsSetBack_isPausedForAsLong() {
    // What a steady clock is for: by this one, a store that works again is not asked for a year.
    Breaker breaker = new Breaker("read", 1, attempt -> 1_000L, clock());
    for (int i = 0; i < 2; i++) {
      assertThat(breaker.tryAcquire()).isTrue();
      assertThatThrownBy(() -> breaker.record(SteadyClockTest::fail))
          .isInstanceOf(IOException.class);
      if (!breaker.closed()) {
        break;
      }
    }
    now = now.minus(Duration.ofDays(400));
    assertThat(breaker.tryAcquire()).isFalse();
    now = now.plus(Duration.ofDays(400)).plusMillis(1_001);
    assertThat(breaker.tryAcquire()).isTrue();
  }

  private static Object fail() throws IOException {
    throw new IOException("of a test");
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}
