package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.process.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The resources that are held after ten thousand operations, many of which failed. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Tag("one-jdk")
final class LeakTest {

  private static final int OPERATIONS = Faults.isLong() ? 200_000 : 10_000;
  private static final Pattern HELD = Pattern.compile("(before|after) (\\d+) (\\d+) (\\d+) (\\d+)");

  @TempDir Path directory;

  private record Held(long descriptors, long threads, long temporaryFiles, long directBytes) {}

  @Test
  void use_tenThousandOperationsWithFaults_leavesNothingOpen() throws Exception {
    long seed = System.nanoTime();
    String output = run("product", seed, OPERATIONS);
    Held before = held(output, "before");
    Held after = held(output, "after");
    assertThat(after.descriptors).as("seed " + seed).isEqualTo(before.descriptors);
    assertThat(after.threads).as("seed " + seed).isZero();
    assertThat(after.temporaryFiles).as("seed " + seed).isZero();
    // The JDK keeps one read buffer for each thread.
    assertThat(after.directBytes)
        .as("seed " + seed)
        .isLessThanOrEqualTo(before.directBytes + 256 * 1024);
  }

  @Test
  void use_streamsThatStayOpen_areCaught() throws Exception {
    String output = run("naive", 1, 1_000);
    assertThat(held(output, "after").descriptors)
        .isGreaterThan(held(output, "before").descriptors + 50);
  }

  private static Held held(String output, String when) {
    Matcher matcher = HELD.matcher(output);
    while (matcher.find()) {
      if (matcher.group(1).equals(when)) {
        return new Held(
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(3)),
            Long.parseLong(matcher.group(4)),
            Long.parseLong(matcher.group(5)));
      }
    }
    throw new AssertionError(output);
  }

  private String run(String variant, long seed, int operations) throws Exception {
    return ChildJvm.run(
        ChildJvm.of(
            LeakMain.class,
            List.of("-Xmx128m", "-XX:MaxDirectMemorySize=16m"),
            directory.resolve(variant).toString(),
            variant,
            Long.toString(seed),
            Integer.toString(operations)));
  }
}
