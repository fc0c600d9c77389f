package dev.wasmcache.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive of the JVM that bake.sh writes, and services that use it or fall back. */
@DisabledOnOs(OS.WINDOWS)
@Tag("one-jdk")
class BakeArchiveIT {

  private static final Pattern GENERATED = Pattern.compile("(?m)^.* wasmcache\\.m.* source: (.*)$");
  private static final String FROM_THE_ARCHIVE = "shared objects file";

  /** What a JVM says once when it does without the archive. */
  private static final String REFUSED =
      Runtime.version().feature() >= 25 ? "Unable to map shared spaces" : "Unable to use shared";

  @TempDir private Path directory;

  @AfterEach
  void allowDeletion() throws Exception {
    makeWritable();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Dspring.aot.enabled=false", "-Dspring.aot.enabled=true"})
  void start_onBakedApplication_loadsAllGeneratedClassesFromTheArchive(String options)
      throws Exception {
    String use = bake(options);
    try (Service service = start(Service.java(), "required", options, use)) {
      assertThat(generated())
          .hasSizeGreaterThan(50)
          .allSatisfy(source -> assertThat(source).contains(FROM_THE_ARCHIVE));
      assertThat(service.metric("wasm_cache_compile_seconds_count")).isZero();
      assertCorrect(service);
      assertThat(service.log()).contains("0 compiled since start").doesNotContain("warning");
      assertThat(service.log().contains("AOT-processed")).isEqualTo(options.endsWith("true"));
    }
  }

  @Test
  void start_otherJar_saysSoOnceAndUsesTheCacheWithoutTheArchive() throws Exception {
    String use = bake("");
    makeWritable();
    replace("caffeine-");
    try (Service service = start(Service.java(), "required", use)) {
      assertThat(generated())
          .allSatisfy(source -> assertThat(source).doesNotContain(FROM_THE_ARCHIVE));
      assertThat(service.log()).containsOnlyOnce(REFUSED).contains("0 compiled since start");
      assertCorrect(service);
    }
  }

  @Test
  void start_otherEngine_saysSoOnceAndCompiles() throws Exception {
    String use = bake("");
    makeWritable();
    replace("compiler-");
    try (Service service = start(Service.java(), "read-write", use)) {
      assertThat(generated())
          .allSatisfy(source -> assertThat(source).doesNotContain(FROM_THE_ARCHIVE));
      assertThat(service.log()).containsOnlyOnce(REFUSED).contains("5 compiled since start");
      assertCorrect(service);
    }
  }

  @Test
  void start_otherJvm_usesTheCacheWithoutTheArchive() throws Exception {
    Optional<Path> other = otherJvm();
    assumeTrue(other.isPresent(), "there is only one JDK beside this one");
    String use = bake("");
    // Later options apply. JDK 17 says nothing about an archive that another version has written.
    boolean isOlder = Runtime.version().feature() >= 25;
    Path file = Path.of(use.substring(use.indexOf('=') + 1));
    String others = (isOlder ? "-XX:SharedArchiveFile=" : "-XX:AOTCache=") + file;
    try (Service service = start(other.orElseThrow(), "required", others)) {
      assertThat(generated())
          .allSatisfy(source -> assertThat(source).doesNotContain(FROM_THE_ARCHIVE));
      assertThat(service.log()).contains("0 compiled since start");
      if (!isOlder) {
        assertThat(service.log()).containsOnlyOnce("Unable to map shared spaces");
      }
      assertCorrect(service);
    }
  }

  /** Runs the script, and returns the option of a JVM that uses the archive. */
  private String bake(String options) throws Exception {
    Path log = directory.resolve("bake.log");
    Path application = directory.resolve("application");
    Path cache = directory.resolve("baked");
    int exit =
        BakeIT.bake(
            options, log, List.of("--application", application.toString(), cache.toString()));
    String printed = Files.readString(log);
    assertThat(exit).as(printed).isZero();
    assertThat(printed).contains("Filled " + cache);
    Matcher command = Pattern.compile("(-XX:\\S+) -jar (\\S+)").matcher(printed);
    assertThat(command.find()).as(printed).isTrue();
    assertThat(command.group(2)).isEqualTo(application.resolve("app.jar").toString());
    return command.group(1);
  }

  private Service start(Path java, String mode, String... options) throws IOException {
    List<String> launch = new ArrayList<>(List.of(options));
    launch.add("-Xlog:class+load:file=" + directory.resolve("classes.log"));
    launch.addAll(List.of("-jar", directory.resolve("application/app.jar").toString()));
    return Service.start(
        directory.resolve("start.log"),
        Map.of(
            "WASM_CACHE_MODE", mode,
            "WASM_CACHE_DISK_DIRECTORY", directory.resolve("cache").toString(),
            "WASM_CACHE_DISK_READ_ONLY_DIRECTORIES", directory.resolve("baked").toString()),
        java,
        launch);
  }

  private static void assertCorrect(Service service) throws Exception {
    assertThat(service.post("/modules/calculator/functions/evaluate", "[\"2 * (3 + 4) ^ 2\"]"))
        .isEqualTo("{\"result\":\"98\"}");
    assertThat(service.post("/modules/qcms/functions/cmyk", "[1, 0, 0, 0]")).contains("#00adef");
  }

  /** Returns the source of each generated class that the service has loaded. */
  private List<String> generated() throws IOException {
    return GENERATED
        .matcher(Files.readString(directory.resolve("classes.log")))
        .results()
        .map(line -> line.group(1))
        .toList();
  }

  /** Adds a class to a library of the application. */
  private void replace(String prefix) throws IOException {
    try (Stream<Path> libraries = Files.list(directory.resolve("application/lib"))) {
      Path jar =
          libraries
              .filter(library -> library.getFileName().toString().startsWith(prefix))
              .findFirst()
              .orElseThrow();
      Path other = directory.resolve("other.jar");
      try (ZipFile from = new ZipFile(jar.toFile());
          OutputStream file = Files.newOutputStream(other);
          ZipOutputStream to = new ZipOutputStream(file)) {
        for (ZipEntry entry : from.stream().toList()) {
          to.putNextEntry(new ZipEntry(entry.getName()));
          from.getInputStream(entry).transferTo(to);
          to.closeEntry();
        }
        to.putNextEntry(new ZipEntry("run/endive/compiler/Other.class"));
        to.closeEntry();
      }
      Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void makeWritable() throws Exception {
    new ProcessBuilder("chmod", "-R", "u+w", directory.toString())
        .start()
        .waitFor(1, TimeUnit.MINUTES);
  }

  /** Returns the executable of a JDK of another kind of archive, beside the one that runs this. */
  private static Optional<Path> otherJvm() throws IOException {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    boolean hasAotCache = Runtime.version().feature() >= 25;
    try (Stream<Path> homes = Files.list(home.resolveSibling("."))) {
      return homes
          .filter(other -> Files.isExecutable(other.resolve("bin/java")))
          .filter(other -> feature(other) >= 17 && feature(other) >= 25 != hasAotCache)
          .map(other -> other.resolve("bin/java"))
          .findFirst();
    }
  }

  private static int feature(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceAll("\\D+(\\d+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
