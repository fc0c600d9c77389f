package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import dev.wasmcache.stats.EvictionCause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What a hundred releases leave on a disk, and in a Redis that keeps used entries. */
final class ReleaseBenchmark {

  private static final int RELEASES = 100;
  private static final int ROLL_BACK_EVERY = 7;
  private static final long SEED = 1;
  private static final long ONE = (long) Releases.MODULES * ReleaseDirectory.TAKEN_BYTES;

  private ReleaseBenchmark() {}

  static void run() throws IOException {
    Releases releases = Releases.of(RELEASES, SEED);
    MarkdownTable disk =
        new MarkdownTable(
            "releases a day",
            "limit, in releases",
            "idle, days",
            "highest, in releases",
            "at the end",
            "compiles",
            "recompiled",
            "evicted by size",
            "by age");
    for (int perDay : List.of(1, 3)) {
      for (int limit : List.of(2, 4, 1000)) {
        for (int days : List.of(7, 30)) {
          addRow(disk, releases, perDay, limit, days);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "A disk, %d releases of %d modules, %d changed in each and all in every %dth, entries of"
            + " %d bytes; every %dth is rolled back once:%n%n%s%n",
        RELEASES,
        Releases.MODULES,
        Releases.CHANGED,
        Releases.ENGINE_EVERY,
        ReleaseDirectory.ENTRY_BYTES,
        ROLL_BACK_EVERY,
        disk);
    System.out.println("Redis, computed, without a memory limit:\n\n" + redis(releases));
    Path unused = WorkDirectory.empty("releases");
  }

  private static void addRow(
      MarkdownTable table, Releases releases, int perDay, int limit, int days) throws IOException {
    ReleaseDirectory directory =
        new ReleaseDirectory(
            WorkDirectory.empty("releases").resolve("cache"),
            releases,
            Duration.ofDays(1).dividedBy(perDay),
            limit * ONE,
            Duration.ofDays(days));
    directory.run(ROLL_BACK_EVERY);
    table.row(
        Integer.toString(perDay),
        limit == 1000 ? "none" : Integer.toString(limit),
        Integer.toString(days),
        Numbers.show((double) directory.highest() / ONE),
        Numbers.show((double) directory.last() / ONE),
        Long.toString(directory.compiles()),
        Long.toString(directory.thrash()),
        Long.toString(directory.evictions(EvictionCause.SIZE)),
        Long.toString(directory.evictions(EvictionCause.IDLE)));
  }

  private static MarkdownTable redis(Releases releases) {
    MarkdownTable table =
        new MarkdownTable(
            "releases a day", "time to live, days", "highest, in releases", "at the end");
    for (int perDay : List.of(1, 3)) {
      for (int days : List.of(7, 30)) {
        double[] held =
            IntStream.range(0, RELEASES)
                .mapToDouble(
                    release -> (double) releases.held(release, perDay, days) / Releases.MODULES)
                .toArray();
        table.row(
            Integer.toString(perDay),
            Integer.toString(days),
            Numbers.show(IntStream.range(0, RELEASES).mapToDouble(i -> held[i]).max().orElse(0)),
            Numbers.show(held[RELEASES - 1]));
      }
    }
    return table;
  }
}
