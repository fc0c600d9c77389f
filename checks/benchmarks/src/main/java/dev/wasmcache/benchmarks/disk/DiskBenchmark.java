package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.Comparison;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Whole values of several sizes, written to and read from disk: the cache compared with a bare file
 * and with other Java libraries that keep bytes on disk. A get reads from a store that has been
 * written, closed and opened again, with the pages still in the system's memory; a put writes a new
 * key.
 *
 * <p>Options: {@code --bytes} a size to measure, any number of them (4 KB to 64 MB), {@code
 * --rounds} how many hundredths of the usual rounds to run (100), {@code --store} a {@link
 * StoreKind} to measure in addition to the bare file, any number of them (all).
 */
public final class DiskBenchmark {

  private static final int KILOBYTE = 1024;
  private static final List<Integer> SIZES =
      List.of(4 * KILOBYTE, 64 * KILOBYTE, 1 << 20, 16 << 20, 64 << 20);
  private static final int USUAL = 100;
  private static final double NANOS = 1000;

  /** The most bytes that a run writes for one size: as many values as fit, but at least a few. */
  private static final long BYTES_READ = 128L << 20;

  private final int size;
  private final int percent;
  private final Set<StoreKind> kinds = EnumSet.noneOf(StoreKind.class);

  private DiskBenchmark(int size, Arguments arguments) {
    this.size = size;
    this.percent = arguments.number("--rounds", USUAL);
    arguments.all("--store").forEach(kind -> kinds.add(StoreKind.valueOf(kind)));
    if (kinds.isEmpty()) {
      kinds.addAll(EnumSet.allOf(StoreKind.class));
    }
    kinds.add(StoreKind.BARE);
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    List<Integer> sizes = arguments.all("--bytes").stream().map(Integer::valueOf).toList();
    MarkdownTable table =
        new MarkdownTable(
            "operation", "bytes", "store", "checks", "durable", "us", "p25..p75", "ratio", "bar");
    for (int size : sizes.isEmpty() ? SIZES : sizes) {
      DiskBenchmark benchmark = new DiskBenchmark(size, arguments);
      benchmark.addRows(table, "put", benchmark.puts(), putBar(size));
      benchmark.addRows(table, "get", benchmark.gets(), getBar(size));
      System.err.println("done: " + size + " bytes");
    }
    System.out.println(table);
    WorkDirectory.empty("disk");
  }

  /** Puts, each under a new key, into stores that are empty at first. */
  private List<Comparison.Result<StoreKind>> puts() throws Exception {
    Path directory = WorkDirectory.empty("disk");
    Value value = Value.random(size);
    Comparison<StoreKind> comparison = new Comparison<>();
    Map<StoreKind, Store> stores = open(directory, without(StoreKind.READ_ALL_BYTES));
    stores.forEach((kind, store) -> comparison.add(kind, number -> store.put(key(number), value)));
    // An fsync takes milliseconds: few of them measure as well as many.
    int rounds = Math.max(5, rounds(160_000_000, 300));
    List<Comparison.Result<StoreKind>> results = comparison.run(Math.max(1, rounds / 10), rounds);
    close(stores);
    return results;
  }

  /** Gets of keys in turn, from stores that were filled, closed and opened again. */
  private List<Comparison.Result<StoreKind>> gets() throws Exception {
    Path directory = WorkDirectory.empty("disk");
    Value value = Value.random(size);
    int count = (int) Math.max(2, Math.min(64, BYTES_READ / size));
    Map<StoreKind, Store> filled = open(directory, without(StoreKind.BARE_NO_SYNC));
    for (Store store : filled.values()) {
      for (int i = 0; i < count; i++) {
        store.put(key(i), value);
      }
    }
    close(filled);
    Map<StoreKind, Store> stores = open(directory, filled.keySet());
    Comparison<StoreKind> comparison = new Comparison<>();
    stores.forEach(
        (kind, store) -> comparison.add(kind, number -> read(store, key(number % count))));
    int rounds = Math.max(15, rounds(2_000_000_000, 3000));
    // Until the JIT has compiled everything: that depends on the number of calls, about ten
    // thousand, and not on bytes.
    List<Comparison.Result<StoreKind>> results =
        comparison.run(size <= 64 * KILOBYTE ? 10_000 : Math.max(5, rounds / 2), rounds);
    close(stores);
    return results;
  }

  private void read(Store store, CacheKey key) throws IOException {
    if (store.get(key) != size) {
      throw new IOException("The value that was put is not there");
    }
  }

  /** As many rounds as this many bytes allow, up to a limit. */
  private int rounds(long bytes, int limit) {
    return (int) (Math.min(limit, bytes / size) * percent / USUAL);
  }

  private Set<StoreKind> without(StoreKind kind) {
    Set<StoreKind> others = EnumSet.copyOf(kinds);
    others.remove(kind);
    return others;
  }

  private static Map<StoreKind, Store> open(Path directory, Iterable<StoreKind> kinds)
      throws IOException {
    Map<StoreKind, Store> stores = new EnumMap<>(StoreKind.class);
    for (StoreKind kind : kinds) {
      Files.createDirectories(directory.resolve(kind.name()));
      stores.put(kind, kind.open(directory.resolve(kind.name())));
    }
    return stores;
  }

  private static void close(Map<StoreKind, Store> stores) throws IOException {
    for (Store store : stores.values()) {
      store.close();
    }
  }

  private static CacheKey key(int number) {
    SplittableRandom random = new SplittableRandom(number);
    byte[] bytes = new byte[CacheKey.LENGTH];
    random.nextBytes(bytes);
    return CacheKey.of(ByteBuffer.wrap(bytes).putInt(0, number).array());
  }

  private void addRows(
      MarkdownTable table,
      String operation,
      List<Comparison.Result<StoreKind>> results,
      Optional<Bar> bar) {
    // The bare file comes first: it is the baseline.
    Samples bare = results.get(0).nanos();
    for (Comparison.Result<StoreKind> result : results) {
      StoreKind kind = result.way();
      double ratio = result.nanos().ratioTo(bare);
      table.row(
          operation,
          String.valueOf(size),
          kind.title(),
          kind.checks() ? "yes" : "no",
          kind.durable() ? "yes" : "no",
          Numbers.show(result.nanos().median() / NANOS),
          Numbers.show(result.nanos().quantile(0.25) / NANOS)
              + ".."
              + Numbers.show(result.nanos().quantile(0.75) / NANOS),
          Numbers.ratio(ratio),
          kind == StoreKind.WASM_CACHE ? bar.map(b -> b.verdict(ratio)).orElse("") : "");
    }
  }

  private static Optional<Bar> getBar(int size) {
    return Optional.of(
        new Bar(
            size <= 4 * KILOBYTE
                ? 1.8
                : size <= 64 * KILOBYTE ? 1.5 : size <= 1 << 20 ? 1.2 : 1.15));
  }

  private static Optional<Bar> putBar(int size) {
    return size >= 1 << 20 ? Optional.of(new Bar(1.15)) : Optional.empty();
  }
}
