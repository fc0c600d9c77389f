package dev.wasmcache.spring.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.endive.EndiveMachineFactory;
import dev.wasmcache.spring.Modules;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the files in {@code docs/} for operators with what an application with traffic
 * publishes.
 */
final class OperatingDocumentsTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");
  private static final Pattern IN_TEXT = Pattern.compile("\\{\\{ \\$labels\\.(\\w+) }}");

  // With a shared tier and verified hits, so that their series exist too. The tier is down, so that
  // more of them are used.
  private static final String[] SHARED = {
    "wasm.cache.shared.type=redis",
    "wasm.cache.shared.redis.url=redis://127.0.0.1:1",
    "wasm.cache.shared.integrity=unsafe",
    "wasm.cache.verify.sample-rate=1000000"
  };

  @TempDir static Path directory;

  private static ObservedApplication application;
  private static Scrape scrape;

  @BeforeAll
  static void start() {
    try (ObservedApplication first = ObservedApplication.start(directory)) {
      first.modules().load(Modules.answering(1));
    }
    application = ObservedApplication.start(directory, SHARED);
    application.modules().load(Modules.answering(1));
    application.modules().load(Modules.answering(2));
    // Meters of a machine factory exist as soon as the application uses it.
    assertThat(application.bean(EndiveMachineFactory.class).stats().delegations()).isZero();
    byte[] broken = "no module".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> application.modules().load(broken));
    scrape = application.scrape();
  }

  @AfterAll
  static void close() {
    application.close();
  }

  @Test
  void dashboard_everyExpression_asksForWhatIsThere() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard().at("/panels")) {
      panel.at("/targets").forEach(target -> expressions.add(target.at("/expr").asString()));
    }
    assertThat(expressions)
        .hasSizeGreaterThan(20)
        .allSatisfy(expression -> assertThat(scrape.missing(expression)).as(expression).isEmpty());
  }

  @Test
  void dashboard_variables_askForWhatIsThere() throws IOException {
    Set<String> names = new HashSet<>();
    for (JsonNode variable : dashboard().at("/templating/list")) {
      names.add(variable.at("/name").asString());
      if (variable.at("/type").asString().equals("query")) {
        Matcher query = LABEL_VALUES.matcher(variable.at("/query/query").asString());
        assertThat(query.matches()).isTrue();
        String grouped = "sum by (" + query.group(2) + ") (" + query.group(1) + ")";
        assertThat(scrape.missing(grouped)).isEmpty();
      }
    }
    assertThat(names).containsExactlyInAnyOrder("datasource", "cache", "instance");
  }

  @Test
  void dashboard_panels_haveTitlesOfTheirOwnAndTheChosenDataSource() throws IOException {
    Set<String> identities = new HashSet<>();
    for (JsonNode panel : dashboard().at("/panels")) {
      assertThat(identities.add("id " + panel.at("/id").asInt())).isTrue();
      assertThat(panel.at("/title").asString()).isNotBlank();
      if (!panel.at("/type").asString().equals("row")) {
        assertThat(panel.at("/description").asString()).isNotBlank();
        assertThat(panel.at("/datasource/uid").asString()).isEqualTo("${datasource}");
        assertThat(panel.at("/targets").size()).isPositive();
        Set<String> targets = new HashSet<>();
        panel
            .at("/targets")
            .forEach(target -> assertThat(targets.add(target.at("/refId").asString())).isTrue());
      }
    }
  }

  @Test
  void dashboard_everyMeter_isShown() throws IOException {
    String dashboard = read("grafana-dashboard.json");
    Set<String> published = new HashSet<>();
    application
        .scrapeText()
        .lines()
        .filter(line -> line.startsWith("# TYPE wasm_cache_"))
        .map(line -> line.split(" ")[2])
        // The largest value of a timer says less than its percentile. The timers of observations
        // are for applications with traces, which have the same names and tags.
        .filter(name -> !name.endsWith("_max"))
        .filter(name -> !name.contains("_cache_module_") && !name.contains("_cache_tier_"))
        .forEach(published::add);
    assertThat(published)
        .hasSizeGreaterThan(15)
        .allSatisfy(name -> assertThat(dashboard).contains(name));
  }

  @Test
  void table_everyMeter_answersAQuestion() throws IOException {
    String table = read("operating.md").split("\n## ")[2];
    assertThat(table).startsWith("Which meter answers which question");
    Set<String> published =
        application.bean(MeterRegistry.class).getMeters().stream()
            .map(meter -> meter.getId().getName())
            .filter(name -> name.startsWith("wasm.cache."))
            // The timers of observations, as above.
            .filter(name -> !name.startsWith("wasm.cache.module."))
            .filter(name -> !name.startsWith("wasm.cache.tier."))
            .collect(Collectors.toSet());
    assertThat(published)
        .hasSizeGreaterThan(15)
        .allSatisfy(name -> assertThat(table).containsPattern("`" + Pattern.quote(name) + "[`{]"));
    Matcher named = Pattern.compile("`(wasm\\.cache\\.[a-z.]+)").matcher(table);
    while (named.find()) {
      assertThat(published).contains(named.group(1));
    }
  }

  @Test
  void alerts_everyExpression_asksForWhatIsThere() throws IOException {
    assertThat(rules())
        .isNotEmpty()
        .allSatisfy(
            rule ->
                assertThat(scrape.missing((String) rule.get("expr")))
                    .as(rule.get("alert").toString())
                    .isEmpty());
  }

  @Test
  void alerts_texts_useLabelsThatTheExpressionKeeps() throws IOException {
    for (Map<String, Object> rule : rules()) {
      Matcher label = IN_TEXT.matcher(annotations(rule).toString());
      while (label.find()) {
        String name = label.group(1);
        assertThat(scrape.missing("sum by (" + name + ") (" + rule.get("expr") + ")"))
            .as(rule.get("alert") + " shows " + name)
            .isEmpty();
      }
    }
  }

  @Test
  void alerts_each_isExplained() throws IOException {
    String operating = read("operating.md");
    for (Map<String, Object> rule : rules()) {
      String name = (String) rule.get("alert");
      assertThat(operating).contains("\n### " + name + "\n");
      assertThat(annotations(rule))
          .containsKeys("summary", "description")
          .containsEntry("runbook", "docs/operating.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(((Map<?, ?>) rule.get("labels")).get("severity")).isIn("warning", "critical");
    }
    assertThat(operating.lines().filter(line -> line.startsWith("### WasmCache")))
        .hasSameSizeAs(rules());
  }

  @Test
  void scrape_timers_haveBucketsFromTheStart() {
    assertThat(scrape.sum("wasm_cache_load_seconds_bucket", "tier=disk", "le=0.001"))
        .isLessThanOrEqualTo(1);
    assertThat(scrape.sum("wasm_cache_load_seconds_bucket", "tier=disk", "le=+Inf")).isEqualTo(1);
    assertThat(scrape.sum("wasm_cache_compile_seconds_bucket", "outcome=success", "le=120.0"))
        .isEqualTo(1);
    assertThat(scrape.count("wasm_cache_load_seconds_bucket", "tier=disk")).isEqualTo(11);
  }

  @Test
  void scrape_percentileHistogramsAskedFor_haveMoreBuckets() {
    try (ObservedApplication asked =
        ObservedApplication.start(
            directory, "management.metrics.distribution.percentiles-histogram.wasm.cache=true")) {
      asked.modules().load(Modules.answering(1));
      Scrape found = asked.scrape();
      assertThat(found.sum("wasm_cache_load_seconds_bucket", "tier=disk", "le=+Inf")).isEqualTo(1);
      assertThat(found.count("wasm_cache_load_seconds_bucket", "tier=disk")).isGreaterThan(50);
      assertThat(found.sum("wasm_cache_compile_seconds_bucket", "outcome=success", "le=600.0"))
          .isZero();
    }
  }

  private static JsonNode dashboard() throws IOException {
    return JsonMapper.shared().readTree(read("grafana-dashboard.json"));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rules() throws IOException {
    Map<String, Object> file = new Yaml().load(read("prometheus-alerts.yml"));
    List<Map<String, Object>> groups = (List<Map<String, Object>>) file.get("groups");
    return groups.stream()
        .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> annotations(Map<String, Object> rule) {
    return (Map<String, String>) rule.get("annotations");
  }

  private static String read(String name) throws IOException {
    return Files.readString(DOCS.resolve(name));
  }
}
