package dev.wasmcache.benchmarks.growth;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.Comparison;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Opening a directory, a get, a put and an eviction, alternating between directories with different
 * numbers of entries. The put is compared with a bare file that is written, synced and renamed into
 * the same folder, which shows the effect of the size on the file system itself. An eviction is a
 * whole collection in which one entry has to be evicted: it scans the directory, in the background
 * of an application, so the CPU time of its thread is measured.
 *
 * <p>Options: {@code --entries} a number of entries, any number of them (none and 1000 to a
 * million; the empty directory is the baseline of opening, 1000 entries that of the rest).
 */
public final class GrowthBenchmark {

  private static final List<Integer> ENTRIES = List.of(0, 1000, 10_000, 100_000, 1_000_000);
  // Each folder has been written to once before a put is measured.
  private static final int FOLDERS = 256;
  private static final Bar OPEN = new Bar(1.1);
  private static final Bar GET = new Bar(1.5);
  private static final double NANOS = 1000;

  private final List<FilledDirectory> directories;
  private final MarkdownTable table =
      new MarkdownTable("operation", "entries", "us", "p25..p75", "ratio", "bar");

  private GrowthBenchmark(List<FilledDirectory> directories) {
    this.directories = directories;
  }

  public static void main(String[] args) throws Exception {
    List<Integer> wanted =
        new Arguments(args).all("--entries").stream().map(Integer::valueOf).toList();
    List<FilledDirectory> directories = new ArrayList<>();
    for (int entries : wanted.isEmpty() ? ENTRIES : wanted) {
      directories.add(new FilledDirectory(entries));
      System.err.println("filled: " + entries);
    }
    GrowthBenchmark benchmark = new GrowthBenchmark(directories);
    benchmark.open();
    benchmark.getAndPut();
    benchmark.evict();
    System.out.println(benchmark.table);
    WorkDirectory.empty("growth");
  }

  private void open() throws Exception {
    Comparison<Integer> comparison = new Comparison<>();
    for (FilledDirectory directory : directories) {
      comparison.add(directory.entries(), number -> directory.open().close());
    }
    addRows("open", comparison.run(2000, 2000), Optional.of(OPEN));
  }

  private void getAndPut() throws Exception {
    Map<Integer, CompilationCache> caches = new TreeMap<>();
    Comparison<Integer> gets = new Comparison<>();
    Comparison<Integer> puts = new Comparison<>();
    Comparison<Integer> barePuts = new Comparison<>();
    Artifact artifact = Artifact.of(new byte[4096]);
    for (FilledDirectory directory : directories) {
      if (directory.entries() > 0) {
        CompilationCache cache = directory.open();
        caches.put(directory.entries(), cache);
        gets.add(directory.entries(), number -> get(cache, directory.key(number)));
        puts.add(directory.entries(), number -> cache.put(newKey(number), artifact));
        barePuts.add(directory.entries(), directory::putBareFile);
      }
    }
    addRows("get", gets.run(10_000, 5000), Optional.of(GET));
    addRows("put", puts.run(FOLDERS, 200), Optional.empty());
    addRows("bare put", barePuts.run(FOLDERS, 200), Optional.empty());
    caches.values().forEach(CompilationCache::close);
  }

  private static void get(CompilationCache cache, CacheKey key) throws IOException {
    if (cache.get(key).isEmpty()) {
      throw new IOException("The entry that was put is not there");
    }
  }

  private static CacheKey newKey(int number) {
    // Spread over the folders by the first byte, like the digests that real keys are.
    return CacheKey.of(
        ByteBuffer.allocate(CacheKey.LENGTH).put((byte) number).putInt(number).array());
  }

  private void evict() throws Exception {
    Comparison<Integer> comparison =
        new Comparison<>(ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    List<DiskStore> stores = new ArrayList<>();
    for (FilledDirectory directory : directories) {
      if (directory.entries() > 0) {
        DiskStore store = directory.store();
        stores.add(store);
        comparison.add(directory.entries(), number -> evictOne(directory, store));
      }
    }
    addRows("evict one, CPU", comparison.run(1, 5), Optional.empty());
    stores.forEach(DiskStore::close);
  }

  private static void evictOne(FilledDirectory directory, DiskStore store) throws IOException {
    Path idle = directory.addIdle();
    store.collect();
    if (Files.exists(idle)) {
      throw new IOException("It was not evicted");
    }
  }

  /** The smallest directory comes first: it is the baseline. */
  private void addRows(
      String operation, List<Comparison.Result<Integer>> results, Optional<Bar> bar) {
    Samples smallest = results.get(0).nanos();
    for (Comparison.Result<Integer> result : results) {
      double ratio = result.nanos().ratioTo(smallest);
      table.row(
          operation,
          String.valueOf(result.way()),
          Numbers.show(result.nanos().median() / NANOS),
          Numbers.show(result.nanos().quantile(0.25) / NANOS)
              + ".."
              + Numbers.show(result.nanos().quantile(0.75) / NANOS),
          Numbers.ratio(ratio),
          result.way() == 1_000_000 ? bar.map(b -> b.verdict(ratio)).orElse("") : "");
    }
  }
}
