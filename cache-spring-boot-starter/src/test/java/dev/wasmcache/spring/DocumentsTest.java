package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README, the pages in {@code docs/}, and the other documents of the project. */
final class DocumentsTest {

  private static final Path PROJECT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  @Test
  void readme_always_isShort() throws IOException {
    String readme = Files.readString(PROJECT.resolve("README.md"));
    assertThat(readme.strip().split("\\s+")).hasSizeLessThanOrEqualTo(1500);
  }

  @Test
  void pages_each_nameTheirAudienceFirst() throws IOException {
    for (Path page : pages()) {
      assertThat(Files.readAllLines(page))
          .as(page.toString())
          .element(2)
          .asString()
          .startsWith("For ");
    }
  }

  @Test
  void pages_each_areListedInTheReadme() throws IOException {
    String readme = Files.readString(PROJECT.resolve("README.md"));
    for (Path page : pages()) {
      assertThat(readme).contains("(docs/" + page.getFileName() + ")");
    }
  }

  @Test
  void rationale_eachAnswer_hasAtMostTenLines() throws IOException {
    String[] answers = Files.readString(PROJECT.resolve("RATIONALE.md")).split("(?m)^### ");
    assertThat(answers).hasSizeGreaterThan(50);
    for (String answer : answers) {
      List<String> lines = answer.split("(?m)^## ")[0].strip().lines().toList();
      assertThat(lines)
          .as(lines.get(0))
          .hasSizeLessThanOrEqualTo(12); // a title, a blank, ten lines
      assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(130));
    }
  }

  @Test
  void links_all_leadToAFileAndASection() throws IOException {
    List<Path> documents = new ArrayList<>(pages());
    for (String name :
        new String[] {
          "README", "SECURITY", "CONTRIBUTING", "CHANGELOG", "RATIONALE", "RELEASING"
        }) {
      documents.add(PROJECT.resolve(name + ".md"));
    }
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        links++;
        if (!link.group(1).startsWith("http") && !leadsSomewhere(document, link.group(1))) {
          broken.add(document + ": " + link.group(1));
        }
      }
    }
    assertThat(links).isGreaterThan(50);
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  /** Returns the anchors of the headings, as GitHub makes them. */
  private static List<String> anchors(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(PROJECT.resolve("docs"))) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }
}
