package dev.wasmcache.spring.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The parser of expressions must find errors, or it proves nothing about the dashboard. */
final class PromQlTest {

  private static final Scrape SCRAPE =
      Scrape.parse(
          """
          # TYPE requests counter
          requests_total{cache="wasm",outcome="hit",tier="disk"} 3.0
          requests_total{cache="wasm",outcome="miss",tier="disk"} 1.0
          paused{cache="wasm",tier="disk"} NaN
          """);

  @Test
  void selectors_nestedExpression_areAllFoundWithTheirLabels() {
    assertThat(
            PromQl.selectors(
                "sum by (tier) (rate(a_total{x=\"1\", y=~\"2|3\"}[5m])) / b > 0.9"
                    + " and on (cache) increase(c_total[1h]) unless d offset 10m"))
        .extracting(PromQl.Selector::metric, PromQl.Selector::grouped)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a_total", Set.of("tier", "cache")),
            org.assertj.core.groups.Tuple.tuple("b", Set.of("cache")),
            org.assertj.core.groups.Tuple.tuple("c_total", Set.of("cache")),
            org.assertj.core.groups.Tuple.tuple("d", Set.of("cache")));
  }

  @Test
  void selectors_whatIsNotUnderstood_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PromQl.selectors("histogram(a[5m])"));
    assertThatIllegalArgumentException().isThrownBy(() -> PromQl.selectors("sum(a"));
    assertThatIllegalArgumentException().isThrownBy(() -> PromQl.selectors("{x=\"1\"}"));
    assertThatIllegalArgumentException().isThrownBy(() -> PromQl.selectors("a{x='1'}"));
    assertThatIllegalArgumentException().isThrownBy(() -> PromQl.selectors("a # b"));
  }

  @Test
  void missing_allThere_isEmpty() {
    assertThat(
            SCRAPE.missing(
                "sum by (tier, instance) (rate(requests_total{cache=~\"$cache\","
                    + " outcome=~\"hit|miss\"}[$__rate_interval])) + paused{tier!=\"disk\"}"))
        .isEmpty();
  }

  @Test
  void missing_metricOrLabelOrValue_isNamed() {
    assertThat(SCRAPE.missing("rate(request_total[5m])")).containsExactly("request_total");
    assertThat(SCRAPE.missing("requests_total{result=\"hit\"}"))
        .singleElement()
        .asString()
        .contains("result");
    assertThat(SCRAPE.missing("requests_total{outcome=~\"hit|hits\"}")).isNotEmpty();
    assertThat(SCRAPE.missing("sum by (cause) (requests_total)"))
        .containsExactly("requests_total by cause");
    assertThat(SCRAPE.missing("paused and on (cache, outcome) requests_total"))
        .containsExactly("paused by outcome");
  }

  @Test
  void sum_ofLabels_addsThem() {
    assertThat(SCRAPE.sum("requests_total", "tier=disk")).isEqualTo(4);
    assertThat(SCRAPE.sum("requests_total", "outcome=hit")).isEqualTo(3);
    assertThatIllegalArgumentException().isThrownBy(() -> SCRAPE.sum("requests_total", "tier=x"));
  }
}
