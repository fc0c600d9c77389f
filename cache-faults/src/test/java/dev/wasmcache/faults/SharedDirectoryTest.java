package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs on one directory, some of them killed at a random moment. */
final class SharedDirectoryTest {

  private static final int JVMS = 4;
  private static final int ROUNDS = Integer.getInteger("wasmcache.kill-rounds", 3);

  @TempDir Path temporary;

  @Test
  void use_fourJvmsAndSomeKilled_nothingWrongIsEverRead() throws Exception {
    long seed = System.nanoTime();
    String seen = rounds("product", seed);
    assertThat(seen).as("seed " + seed).doesNotContain("WRONG").doesNotContain("Exception");
    // Another JVM goes on with what is there.
    assertThat(run("product", seed, 500)).contains("done").doesNotContain("WRONG");
  }

  @Test
  void use_naiveProtocol_isCaught() throws Exception {
    assertThat(rounds("naive", 1)).contains("WRONG");
  }

  private String rounds(String storage, long seed) throws Exception {
    Random random = new Random(seed);
    StringBuilder seen = new StringBuilder();
    for (int round = 0; round < ROUNDS; round++) {
      List<Process> jvms = new ArrayList<>();
      List<Path> outputs = new ArrayList<>();
      for (int i = 0; i < JVMS; i++) {
        Path output = temporary.resolve("output-" + round + "-" + i);
        outputs.add(output);
        jvms.add(start(storage, random.nextLong(), output));
      }
      kill(jvms, random);
      for (Process jvm : jvms) {
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
      for (Path output : outputs) {
        seen.append(Files.readString(output));
      }
    }
    return seen.toString();
  }

  /** Kills half of them, each a random time after the one before. */
  private static void kill(List<Process> jvms, Random random) throws InterruptedException {
    for (Process jvm : jvms.subList(0, JVMS / 2)) {
      long pause = 300 + random.nextInt(700);
      if (!jvm.waitFor(Duration.ofMillis(pause).toNanos(), TimeUnit.NANOSECONDS)) {
        jvm.destroyForcibly();
      }
    }
  }

  private Process start(String storage, long seed, Path output) throws IOException {
    return builder(storage, seed, 1_500).redirectOutput(output.toFile()).start();
  }

  private String run(String storage, long seed, int operations) throws Exception {
    return ChildJvm.run(builder(storage, seed, operations));
  }

  private ProcessBuilder builder(String storage, long seed, int operations) {
    return ChildJvm.of(
        SharedDirectoryMain.class,
        List.of("-Xmx128m"),
        temporary.resolve(storage).toString(),
        storage,
        Long.toString(seed),
        Integer.toString(operations));
  }
}
