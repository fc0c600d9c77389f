package dev.wasmcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private enum Way {
    ONE,
    OTHER
  }

  @Test
  void median_ofOddAndEvenCounts_isTheMiddle() {
    assertThat(Samples.of(9, 1, 5).median()).isEqualTo(5);
    assertThat(Samples.of(4, 1, 2, 3).median()).isEqualTo(2.5);
  }

  @Test
  void quantile_betweenTwoValues_isInterpolated() {
    Samples samples = Samples.of(10, 20, 30, 40, 50);

    assertThat(samples.quantile(0.25)).isEqualTo(20);
    assertThat(samples.quantile(0.9)).isCloseTo(46, within(1e-9));
    assertThat(samples.minimum()).isEqualTo(10);
    assertThat(samples.maximum()).isEqualTo(50);
  }

  @Test
  void ratio_ofTwoSeries_isThatOfTheirMedians() {
    assertThat(Samples.of(1, 30, 1000).ratioTo(Samples.of(59, 60, 61))).isEqualTo(0.5);
  }

  @Test
  void samples_ofNothing_areRefused() {
    assertThatThrownBy(Samples::of).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bar_saysByHowMuchItIsMissed() {
    assertThat(new Bar(0.5).verdict(0.5)).isEqualTo("<= 0.50 met");
    assertThat(new Bar(0.5).verdict(0.6)).isEqualTo("<= 0.50 missed by 20 %");
  }

  @Test
  void table_isMarkdown() {
    MarkdownTable table = new MarkdownTable("way", "ms");
    table.row("no cache", "12");

    assertThat(table)
        .hasToString(
            """
            | way      | ms |
            | -------- | -- |
            | no cache | 12 |
            """);
    assertThatThrownBy(() -> table.row("one cell")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void comparison_runsEveryWayOnceARound() throws Exception {
    List<Way> order = new ArrayList<>();
    Comparison<Way> comparison = new Comparison<>();
    comparison.add(Way.ONE, number -> order.add(Way.ONE));
    comparison.add(Way.OTHER, number -> order.add(Way.OTHER));

    List<Comparison.Result<Way>> results = comparison.run(1, 3);

    assertThat(results).extracting(Comparison.Result::way).containsExactly(Way.ONE, Way.OTHER);
    assertThat(results).allMatch(result -> result.nanos().count() == 3);
    for (int round = 0; round < 4; round++) {
      assertThat(order.subList(2 * round, 2 * round + 2)).containsExactlyInAnyOrder(Way.values());
    }
  }
}
