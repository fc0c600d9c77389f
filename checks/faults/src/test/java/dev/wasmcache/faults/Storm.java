package dev.wasmcache.faults;

import dev.wasmcache.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Four JVMs that work on one directory; occasionally one of them is killed and replaced. */
final class Storm {

  private static final int JVMS = 4;
  private static final int LONGEST_PAUSE_MILLIS = 1_500;

  private final String kind;
  private final Path directory;
  private final Random random;
  private final Path work;
  private final List<Path> outputs = new ArrayList<>();
  private int killed;

  Storm(String kind, Path directory, long seed, Path work) {
    this.kind = kind;
    this.directory = directory;
    this.random = new Random(seed);
    this.work = work;
  }

  /** Returns the output of all of them. */
  Record rage(Duration duration) throws IOException, InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    List<Process> jvms = new ArrayList<>();
    try {
      for (int i = 0; i < JVMS; i++) {
        jvms.add(start(secondsUntil(end)));
      }
      while (secondsUntil(end) > 1) {
        int victim = random.nextInt(JVMS);
        Process jvm = jvms.get(victim);
        boolean ended = jvm.waitFor(random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
        // Two are never killed, so that some JVMs always do more than start.
        if (!ended && victim < JVMS / 2) {
          jvm.destroyForcibly().waitFor();
          killed++;
        }
        if (!jvm.isAlive()) {
          jvms.set(victim, start(secondsUntil(end)));
        }
      }
      for (Process jvm : jvms) {
        jvm.waitFor();
      }
    } finally {
      jvms.forEach(Process::destroyForcibly);
    }
    Record seen = new Record();
    for (Path output : outputs) {
      seen.add(output);
    }
    return seen;
  }

  private static long secondsUntil(long end) {
    return TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
  }

  private Process start(long seconds) throws IOException {
    Path output = work.resolve("output-" + outputs.size());
    outputs.add(output);
    return start(kind, directory, "share", random.nextLong(), seconds, output);
  }

  static Process start(
      String kind, Path directory, String way, long seed, long seconds, Path output)
      throws IOException {
    return ChildJvm.of(
            SharedDirectoryMain.class,
            TargetJvm.OPTIONS,
            kind,
            directory.toString(),
            way,
            Long.toString(seed),
            Long.toString(seconds))
        .redirectOutput(output.toFile())
        .start();
  }

  int killed() {
    return killed;
  }
}
