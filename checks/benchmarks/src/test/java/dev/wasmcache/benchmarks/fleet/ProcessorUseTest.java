package dev.wasmcache.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessorUseTest {

  @Test
  void since_earlierState_isThePartInWhichTheProcessorsWorked() {
    ProcessorUse before = ProcessorUse.parse("cpu  100 0 50 1000 10 0 5 0 0 0\ncpu0 1 2 3\n");
    ProcessorUse after = ProcessorUse.parse("cpu  160 0 70 1010 20 0 5 0 0 0\ncpu0 1 2 3\n");

    assertThat(after.since(before)).isEqualTo(0.8);
  }

  @Test
  void since_theSameMoment_isZero() {
    ProcessorUse now = ProcessorUse.parse("cpu  100 0 50 1000 10 0 5 0 0 0\n");

    assertThat(now.since(now)).isZero();
  }
}
