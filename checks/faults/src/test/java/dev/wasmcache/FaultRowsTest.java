package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of faults and the tests agree: each row has its test, and each test has its row. */
final class FaultRowsTest {

  // As in checks/test-servers/fixtures/src/test/java.
  private static final int MODULE_DEPTH = 6;
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

  @Test
  void faults_eachRow_isShownByWhatItNames() throws IOException {
    FaultList list = FaultList.parse(text(PROJECT.resolve("docs/faults.md")));
    assertThat(list.rows()).as("rows").hasSizeGreaterThan(60);
    Predicate<String> isScript = path -> Files.isExecutable(PROJECT.resolve(path));
    assertThat(list.problems(idsByClass(), isScript)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "| F01 | fault | expected | `GoneTest` |; F01 names GoneTest, which is not a test class",
        "| F01 | fault | expected | `OtherTest` |; F01 names OtherTest, which has no test of it",
        "| F01 | fault | expected | `SomeTest`, `.ci/gone` |; F01 names .ci/gone, which is not a script",
        "| F01 | fault | expected | soon |; F01 names neither a test class nor a script, nor has a reason",
        "| F01 | fault | `SomeTest` |; F01 is not '| id | fault | expected | test |'",
        "| F01 | fault | expected | – |; F01 has a dash and no reason",
        "| F01 | fault | expected | – not tested |; F01 has a reason for no test, but SomeTest has one",
        "| F02 | fault | expected | – not tested |; SomeTest has a test of F01, which is not in the list",
      })
  void faults_rowThatNothingShows_isAProblem(String row, String problem) {
    assertThat(problems(row)).contains(problem);
  }

  @Test
  void faults_rowsOfEveryForm_areRight() {
    String page =
        """
        | row | fault | expected | test |
        | --- | --- | --- | --- |
        | F01 | fault | expected | `SomeTest` |
        | S02 | fault | expected | `SomeTest`, `OtherTest` |
        | B01 | fault | expected | `.ci/script` |
        | F25 | fault | expected | – Not tested: there is no such system. |
        """;
    assertThat(problems(page)).isEmpty();
    assertThat(problems(page + "| F01 | fault | expected | `SomeTest` |\n"))
        .containsExactly("F01 is there twice");
  }

  private static Iterable<String> problems(String page) {
    Map<String, Set<String>> idsByClass =
        Map.of(
            "SomeTest", FaultList.idsOf("  void F01_S02_put_inTime_isStored() {"),
            "OtherTest", FaultList.idsOf("  void S02_put_late_isDropped(Path directory) {"));
    return FaultList.parse(page).problems(idsByClass, ".ci/script"::equals);
  }

  private static Map<String, Set<String>> idsByClass() throws IOException {
    Map<String, Set<String>> idsByClass = new TreeMap<>();
    try (Stream<Path> folders = Files.find(PROJECT, MODULE_DEPTH, (path, of) -> isTests(path))) {
      for (Path tests : folders.toList()) {
        addIds(tests, idsByClass);
      }
    }
    return idsByClass;
  }

  private static boolean isTests(Path path) {
    return path.endsWith("src/test/java");
  }

  private static void addIds(Path tests, Map<String, Set<String>> idsByClass) throws IOException {
    try (Stream<Path> files = Files.walk(tests)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file ->
                  idsByClass
                      .computeIfAbsent(
                          file.getFileName().toString().replace(".java", ""),
                          name -> new TreeSet<>())
                      .addAll(FaultList.idsOf(text(file))));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
