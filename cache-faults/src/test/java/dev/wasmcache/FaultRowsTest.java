package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of faults has no row that nothing shows: each is in a test's name or in SECURITY.md. */
final class FaultRowsTest {

  private static final Pattern TEST = Pattern.compile("void ((?:[DFJ]\\d\\d_)+)\\w+\\(");
  private static final Pattern TABLE = Pattern.compile("(?m)^\\| ([DFJ]\\d\\d) \\|");
  private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

  @Test
  void rows_all_areInATestOrOutOfScope() throws IOException {
    Set<String> rows = new TreeSet<>(rows('F', 27));
    rows.addAll(rows('D', 16));
    rows.addAll(rows('J', 9));
    Set<String> shown = shown();
    assertThat(shown).as("rows that tests name").isSubsetOf(rows);
    Set<String> left = new TreeSet<>(rows);
    left.removeAll(shown);
    assertThat(outOfScope()).as("rows of SECURITY.md").containsExactlyInAnyOrderElementsOf(left);
  }

  private static List<String> rows(char kind, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(row -> "%c%02d".formatted(kind, row)).toList();
  }

  private static Set<String> shown() throws IOException {
    Set<String> shown = new TreeSet<>();
    try (Stream<Path> modules = Files.list(PROJECT)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          addShown(tests, shown);
        }
      }
    }
    return shown;
  }

  private static void addShown(Path tests, Set<String> shown) throws IOException {
    try (Stream<Path> files = Files.walk(tests)) {
      files
          .filter(file -> file.toString().endsWith("Test.java"))
          .flatMap(file -> TEST.matcher(text(file)).results())
          .map(method -> method.group(1).split("_"))
          .forEach(names -> shown.addAll(List.of(names)));
    }
  }

  private static List<String> outOfScope() {
    return TABLE
        .matcher(text(PROJECT.resolve("SECURITY.md")))
        .results()
        .map((MatchResult row) -> row.group(1))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
