package dev.wasmcache.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** JSON, units, tables and the progress bar. */
final class OutputTest {

  @Test
  void json_everyKindOfValue_isWritten() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", "a \"b\" \\ \n \u0001 \ud83d\ude00 ä");
    fields.put("path", Path.of("/a/b"));
    fields.put("number", 12L);
    fields.put("truth", true);
    fields.put("none", Optional.empty());
    fields.put("some", Optional.of(Instant.parse("2026-11-29T12:00:00Z")));
    fields.put("time", Duration.ofMillis(1500));
    fields.put("list", List.of(List.of(), Map.of()));
    assertThat(Json.write(fields))
        .isEqualTo(
            "{\"text\":\"a \\\"b\\\" \\\\ \\u000a \\u0001 \\ud83d\\ude00 ä\",\"path\":\"/a/b\","
                + "\"number\":12,\"truth\":true,\"none\":null,"
                + "\"some\":\"2026-11-29T12:00:00Z\",\"time\":1.5,\"list\":[[],{}]}");
  }

  @Test
  void units_always_areShort() {
    assertThat(Units.bytes(1023)).isEqualTo("1023 B");
    assertThat(Units.bytes(1536)).isEqualTo("1.5 KB");
    assertThat(Units.bytes(300 * 1024)).isEqualTo("300 KB");
    assertThat(Units.bytes(5L << 30)).isEqualTo("5.0 GB");
    assertThat(Units.time(Duration.ofMillis(5444))).isEqualTo("5.4 s");
    assertThat(Units.time(Duration.ofMinutes(34))).isEqualTo("34 min");
    assertThat(Units.count(1, "entry")).isEqualTo("1 entry");
    assertThat(Units.count(2, "entry")).isEqualTo("2 entries");
    assertThat(Units.count(2, "module")).isEqualTo("2 modules");
  }

  @Test
  void table_always_alignsItsColumns() {
    StringWriter out = new StringWriter();
    Table table = new Table("KEY", ">SIZE", "X");
    table.add("a", "1", "");
    table.add("long name", "1000", "y");
    table.print(new PrintWriter(out), Ansi.OFF);
    assertThat(out.toString().lines())
        .containsExactly("KEY        SIZE  X", "a             1", "long name  1000  y");
  }

  @Test
  void progress_onATerminal_drawsAndRemovesItself() {
    StringWriter err = new StringWriter();
    try (Progress progress = new Progress(new PrintWriter(err), "verify", 2, true, 0)) {
      progress.step("entries");
      assertThat(err.toString()).contains("verify [###############---------------] 1 of 2 entries");
    }
    assertThat(err.toString()).endsWith("\r");
  }

  @Test
  void progress_elsewhere_writesNothing() {
    StringWriter err = new StringWriter();
    try (Progress progress = new Progress(new PrintWriter(err), "verify", 2, false, 0)) {
      progress.step("entries");
      progress.step("entries");
    }
    assertThat(err.toString()).isEmpty();
  }
}
