package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares {@code docs/properties.md} with the metadata of the properties. */
final class PropertiesPageTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|([^|]*)\\|");

  /** The columns "default" of the page, by the property. */
  private static final Map<String, String> PAGE = new LinkedHashMap<>();

  /** The defaults in the metadata, by the property; empty if there is none. */
  private static final Map<String, String> METADATA = new LinkedHashMap<>();

  @BeforeAll
  static void read() throws IOException {
    Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "properties.md")));
    while (row.find()) {
      PAGE.put(row.group(1), row.group(2).strip());
    }
    try (var metadata =
        PropertiesPageTest.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      for (JsonNode property :
          JsonMapper.shared().readTree(Objects.requireNonNull(metadata)).at("/properties")) {
        METADATA.put(property.at("/name").asString(), property.at("/defaultValue").asString(""));
      }
    }
  }

  @Test
  void page_everyProperty_isThere() {
    assertThat(METADATA).hasSizeGreaterThan(50);
    assertThat(METADATA.keySet())
        .allSatisfy(
            name ->
                // A list or a map of settings has a row for each of them.
                assertThat(PAGE.keySet())
                    .anyMatch(
                        row ->
                            row.equals(name)
                                || row.startsWith(name + "[].")
                                || row.startsWith(name + ".<name>.")));
  }

  @Test
  void page_everyRow_isAProperty() {
    assertThat(PAGE.keySet())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            row ->
                assertThat(METADATA).containsKey(row.replaceFirst("(\\[]|\\.<name>)\\..*$", "")));
  }

  @Test
  void page_everyDefault_isThatOfTheMetadata() {
    assertThat(METADATA)
        .allSatisfy(
            (name, value) -> {
              if (!value.isEmpty()) {
                assertThat(PAGE.get(name)).isEqualTo("`" + value.replace('_', '-') + "`");
              }
            });
  }
}
