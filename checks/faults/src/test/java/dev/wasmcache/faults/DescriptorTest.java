package dev.wasmcache.faults;

import static dev.wasmcache.faults.Caught.assertCaught;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that has no file descriptors left. */
@Tag("one-jdk")
final class DescriptorTest {

  @TempDir Path temporary;

  @Test
  void F08_getAndPut_noDescriptorLeft_failQuietlyUntilThereIsOne() throws Exception {
    try (TargetJvm jvm = startAndFill("product")) {
      // The classes of the error path are loaded: an operation has failed before.
      Path entry = CacheFiles.of(directory()).get(0);
      Path aside = temporary.resolve("aside");
      Files.move(entry, aside);
      Files.createDirectory(entry);
      assertThat(jvm.ask("get", directory(), 1)).isEqualTo("error");
      Files.delete(entry);
      Files.move(aside, entry);
      assertServedAgain(jvm);
      assertFailsQuietlyAndHeals(jvm);
    }
  }

  @Test
  void F08_getAndPut_noDescriptorLeftAtTheFirstFailure_failQuietlyUntilThereIsOne()
      throws Exception {
    assertFailsQuietlyAtOnce("product");
  }

  @Test
  void F08_getAndPut_noDescriptorLeftToNaive_isCaught() throws Exception {
    assertCaught(NaiveWay.IN_PLACE, "THREW", this::assertFailsQuietlyAtOnce);
  }

  private void assertFailsQuietlyAtOnce(String storage) throws IOException {
    try (TargetJvm jvm = startAndFill(storage)) {
      assertFailsQuietlyAndHeals(jvm);
    }
  }

  private TargetJvm startAndFill(String storage) throws IOException {
    Requirement.command("bash", "bash");
    // Bash sets the hard limit too, because the JVM raises a soft one. It is above the number of
    // archives.
    // Each class is a file to be opened, as in an unpacked application.
    String classPath = ClassPaths.explode(temporary.resolve("class-path"));
    TargetJvm jvm =
        TargetJvm.startOn(classPath, Map.of(), "bash", "-c", "ulimit -n 400; exec \"$@\"", "--");
    assertThat(jvm.ask("open", directory(), storage)).isEqualTo("opened");
    assertThat(jvm.ask("put", directory(), 1, 10)).isEqualTo("stored");
    return jvm;
  }

  private void assertFailsQuietlyAndHeals(TargetJvm jvm) throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(jvm.ask("load", directory(), 3)).isEqualTo("compiled");
    for (int round = 0; round < 2; round++) {
      assertThat(jvm.ask("exhaust", file)).isEqualTo("exhausted");
      assertThat(jvm.ask("get", directory(), 1)).isIn("error", "skipped");
      assertThat(jvm.ask("put", directory(), 2, 20)).isIn("error", "skipped");
      assertThat(jvm.ask("load", directory(), 2)).isEqualTo("compiled");
      assertThat(jvm.ask("release", file)).isEqualTo("released");
      assertServedAgain(jvm);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(jvm.ask("load", directory(), 2)).startsWith("hit"));
    assertThat(jvm.ask("verify", directory())).endsWith("bad 0");
  }

  private void assertServedAgain(TargetJvm jvm) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(jvm.ask("load", directory(), 1)).isEqualTo("hit 10"));
  }

  private Path directory() {
    return temporary.resolve("cache");
  }
}
