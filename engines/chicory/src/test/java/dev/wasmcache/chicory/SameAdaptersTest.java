package dev.wasmcache.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Endive and Chicory are one code base under two names, and so are their adapters: a fix that is
 * made in one and not in the other shows here.
 */
class SameAdaptersTest {

  private static final Path CHICORY = Path.of("src/main/java/dev/wasmcache/chicory");
  private static final Path ENDIVE = Path.of("../endive/src/main/java/dev/wasmcache/endive");

  @Test
  void sources_ofBothAdapters_differInNamesOnly() throws IOException {
    Map<String, String> chicory = sources(CHICORY);
    Map<String, String> endive = sources(ENDIVE);
    assertThat(endive.keySet()).isEqualTo(chicory.keySet());
    chicory.forEach((file, text) -> assertThat(endive.get(file)).as(file).isEqualTo(text));
  }

  @Test
  void programsOfDifferentialRuns_ofBothAdapters_differInNamesOnly() throws IOException {
    String chicory = "src/test/java/dev/wasmcache/chicory/ChicoryPrograms.java";
    String endive = "../endive/src/test/java/dev/wasmcache/endive/EndivePrograms.java";
    assertThat(withoutNames(withoutStop(Files.readString(Path.of(chicory)))))
        .isEqualTo(withoutNames(withoutStop(Files.readString(Path.of(endive)))));
  }

  /** What stops a call that runs for ever is a matter of the engine. */
  private static String withoutStop(String source) {
    String method = "(/\\*\\* [^/]* \\*/\\s*)?@Override\\s+public void stop\\(\\) \\{[^}]*}";
    String without = source.replaceFirst(method, "");
    assertThat(without).isNotEqualTo(source);
    return without;
  }

  private static Map<String, String> sources(Path folder) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sources.put(
            withoutNames(file.getFileName().toString()), withoutNames(Files.readString(file)));
      }
    }
    return sources;
  }

  /** Without imports, whose order depends on the names, and where lines break. */
  private static String withoutNames(String source) {
    return source
        .replaceAll("(?m)^import .*\n", "")
        .replaceAll("(run\\.endive|com\\.dylibso\\.chicory)", "engine")
        .replaceAll("WasmEngineException|ChicoryException", "EngineException")
        .replaceAll("Endive|Chicory", "Engine")
        .replaceAll("endive|chicory", "engine")
        // Only Endive passes references beside numbers.
        .replaceAll(
            "(?s)  /\\*\\* Calls a function with arguments or results that are ref.*?\n  }\n", "")
        .replaceAll("Object @Nullable \\[\\] references,", "")
        .replaceAll(" references,", "")
        .replaceAll("\n *\\*(?!/)", " ")
        .replaceAll("\\s+", "");
  }
}
