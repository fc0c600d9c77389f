package dev.wasmcache.spring.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompileRequest;
import dev.wasmcache.admin.CompileEvent;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.stats.MissReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CompileReasonsTest {

  private static final CompileEvent NEW = event(MissReason.Kind.NEVER_SEEN, true);
  private static final CompileEvent CHANGED = event(MissReason.Kind.ENGINE_CHANGED, true);

  @Test
  void summarize_severalKinds_countsTheMostFrequentFirst() {
    assertThat(CompileReasons.summarize(List.of(CHANGED, NEW, NEW), 3))
        .isEqualTo(": 2 never-seen, 1 engine-changed");
  }

  @Test
  void summarize_failures_areNotCompiled() {
    assertThat(CompileReasons.summarize(List.of(event(MissReason.Kind.EVICTED, false)), 0))
        .isEmpty();
  }

  @Test
  void summarize_moreThanAreRemembered_saysSo() {
    assertThat(CompileReasons.summarize(List.of(NEW), 5))
        .isEqualTo(": 1 never-seen, 4 earlier ones");
  }

  @Test
  void summarize_nothingKnown_isEmpty() {
    assertThat(CompileReasons.summarize(List.of(), 7)).isEmpty();
  }

  private static CompileEvent event(MissReason.Kind kind, boolean succeeded) {
    CompileRequest request = Modules.request(1);
    return new CompileEvent(
        request.key(),
        Optional.empty(),
        request.size(),
        request.fingerprint(),
        Instant.EPOCH,
        Duration.ZERO,
        new MissReason(kind, "", Optional.empty(), Optional.empty()),
        succeeded);
  }
}
