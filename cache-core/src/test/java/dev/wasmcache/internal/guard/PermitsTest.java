package dev.wasmcache.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PermitsTest {

  private final Permits permits = new Permits(8);

  @Test
  void busy_allFree_halvesWhatMayRun() {
    permits.busy();
    assertThat(permits.limit()).isEqualTo(4);
    assertThat(acquired()).isEqualTo(4);
  }

  @Test
  void busy_allTaken_halvesWhenTheyComeBack() {
    assertThat(acquired()).isEqualTo(8);
    permits.busy();
    for (int i = 0; i < 8; i++) {
      permits.release();
    }
    assertThat(acquired()).isEqualTo(4);
  }

  @Test
  void busy_againAndAgain_leavesOne() {
    for (int i = 0; i < 10; i++) {
      permits.busy();
    }
    assertThat(permits.limit()).isEqualTo(1);
    assertThat(acquired()).isEqualTo(1);
  }

  @Test
  void worked_asOftenAsMayRun_addsOne() {
    permits.busy();
    for (int i = 0; i < 3; i++) {
      permits.worked();
    }
    assertThat(permits.limit()).isEqualTo(4);
    permits.worked();
    assertThat(permits.limit()).isEqualTo(5);
    assertThat(acquired()).isEqualTo(5);
  }

  @Test
  void worked_forLong_restoresAllAndNoMore() {
    assertThat(acquired()).isEqualTo(8);
    permits.busy();
    permits.busy();
    for (int i = 0; i < 100; i++) {
      permits.worked();
    }
    for (int i = 0; i < 8; i++) {
      permits.release();
    }
    assertThat(permits.limit()).isEqualTo(8);
    assertThat(acquired()).isEqualTo(8);
  }

  private int acquired() {
    int count = 0;
    while (permits.tryAcquire()) {
      count++;
    }
    return count;
  }
}
