package dev.wasmcache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that one packaging of the service has compiled are found by the others. */
@Tag("one-jdk")
class PackagingIT {

  private static final String MAIN = "dev.wasmcache.sample.SampleApplication";
  private static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

  @TempDir private Path directory;

  @Test
  void E08_start_inAnotherPackaging_compilesNothing() throws Exception {
    Path cache = directory.resolve("cache");
    String jar = System.getProperty("sample.jar");
    Path extracted = extract("extracted");
    Path exploded = extract("exploded", "--launcher");
    Path classes = Path.of(jar).resolveSibling("classes");

    Map<String, List<String>> packagings = new LinkedHashMap<>();
    packagings.put("executable JAR", List.of("-jar", jar));
    packagings.put(
        "extracted JAR", List.of("-jar", extracted.resolve(Path.of(jar).getFileName()).toString()));
    packagings.put("extracted for the launcher", List.of("-cp", exploded.toString(), LAUNCHER));
    // As spring-boot:run and an IDE do it.
    packagings.put(
        "class path",
        List.of("-cp", classes + File.pathSeparator + extracted.resolve("lib") + "/*", MAIN));

    int starts = 0;
    for (Map.Entry<String, List<String>> packaging : packagings.entrySet()) {
      Path log = directory.resolve(starts + ".log");
      try (Service service = Service.start(log, cache, packaging.getValue())) {
        assertThat(service.log())
            .as(packaging.getKey())
            .contains(
                starts == 0 ? "0 modules from disk, 5 compiled" : "5 modules from disk, 0 compiled")
            .doesNotContain("cannot be identified");
      }
      starts++;
    }
  }

  private Path extract(String name, String... options) throws Exception {
    Path destination = directory.resolve(name);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Djarmode=tools", "-jar", System.getProperty("sample.jar")));
    command.addAll(List.of("extract", "--destination", destination.toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return destination;
  }
}
