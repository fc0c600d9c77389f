package dev.wasmcache.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BuildDirectoryTest {

  private static final Path PROJECT = Path.of("/build/project");

  @Test
  void find_classesOfMaven_isTarget() {
    assertThat(find("target/test-classes")).contains(PROJECT.resolve("target"));
  }

  @Test
  void find_classesOfGradle_isBuild() {
    assertThat(find("build/classes/java/test")).contains(PROJECT.resolve("build"));
  }

  @Test
  void find_classesElsewhere_isThatOfTheWorkingDirectory() {
    assertThat(find("bin/test")).isEmpty();
    assertThat(find("bin/test", "pom.xml")).contains(PROJECT.resolve("target"));
    assertThat(find("bin/test", "target")).contains(PROJECT.resolve("target"));
    assertThat(find("bin/test", "build.gradle.kts")).contains(PROJECT.resolve("build"));
    assertThat(find("libs/tests.jar", "build.gradle")).contains(PROJECT.resolve("build"));
  }

  @Test
  void find_noClasses_isThatOfTheWorkingDirectory() {
    assertThat(BuildDirectory.find(null, PROJECT, path -> path.endsWith("pom.xml")))
        .contains(PROJECT.resolve("target"));
  }

  @Test
  void classesOf_classOfTheJdk_isNull() {
    assertThat(BuildDirectory.classesOf(String.class)).isNull();
  }

  @Test
  void contain_resources_areTheTestsOnly() {
    TestFiles files = new TestFiles(PROJECT.resolve("bin/test"), PROJECT.resolve("target"));
    assertThat(files.contain(PROJECT.resolve("target/test-classes/application.yml"))).isTrue();
    assertThat(files.contain(PROJECT.resolve("target/resources/test/a.yml"))).isTrue();
    assertThat(files.contain(PROJECT.resolve("bin/test/application.yml"))).isTrue();
    assertThat(files.contain(PROJECT.resolve("target/classes/application.yml"))).isFalse();
    assertThat(files.contain(PROJECT.resolve("target/classes/application-test.yml"))).isFalse();
    assertThat(files.contain(Path.of("/etc/test/application.yml"))).isFalse();
    assertThat(files.contain(null)).isFalse();
    assertThat(new TestFiles(null, null).contain(PROJECT)).isFalse();
  }

  private static Optional<Path> find(String classes, String... existing) {
    Set<String> names = Set.of(existing);
    return BuildDirectory.find(
        PROJECT.resolve(classes),
        PROJECT,
        path -> names.contains(PROJECT.relativize(path).toString()));
  }
}
