package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.benchmarks.process.CpuTime;
import dev.wasmcache.benchmarks.process.RealArtifact;
import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.Comparison;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import dev.wasmcache.redis.RedisStore;
import dev.wasmcache.s3.S3Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A verified hit in a shared tier, compared with the time that the client alone takes to get as
 * many bytes from the same server, both on this host. The client is measured twice: the difference
 * between the two is noise. The bytes are those of real artifacts, which the cache compresses.
 *
 * <p>Options: {@code --bytes} a size to measure, any number of them (64 KB to 16 MB), {@code
 * --rounds} how many hundredths of the usual rounds to run (100), {@code --server} {@code redis} or
 * {@code s3} (both), {@code --cpu} measures the CPU time of all threads instead of the elapsed
 * time.
 */
public final class SharedBenchmark {

  private static final List<Integer> SIZES = List.of(64 << 10, 1 << 20, 4 << 20, 16 << 20);
  private static final int USUAL = 100;
  private static final double NANOS = 1000;

  /** The number of values that take turns, so that no cache of the processor holds them all. */
  private static final int KEYS = 4;

  private static final Bar BAR = new Bar(1.15);
  private static final int BAR_FROM_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String name;
  private final int percent;
  private final LongSupplier clock;
  private final Map<Way, Store> stores = new EnumMap<>(Way.class);

  private SharedBenchmark(String name, int percent, LongSupplier clock) {
    this.name = name;
    this.percent = percent;
    this.clock = clock;
  }

  private static long cpuTime() {
    try {
      return CpuTime.ofProcess();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    int percent = arguments.number("--rounds", USUAL);
    List<Integer> given = arguments.all("--bytes").stream().map(Integer::valueOf).toList();
    List<Integer> sizes = given.isEmpty() ? SIZES : given;
    List<String> servers = arguments.all("--server");
    LongSupplier clock = arguments.isSet("--cpu") ? SharedBenchmark::cpuTime : System::nanoTime;
    MarkdownTable table =
        new MarkdownTable("server", "bytes", "way", "checks", "us", "p25..p75", "ratio", "bar");
    if (servers.isEmpty() || servers.contains("redis")) {
      redis(new SharedBenchmark("Redis", percent, clock), sizes, table);
    }
    if (servers.isEmpty() || servers.contains("s3")) {
      s3(new SharedBenchmark("S3", percent, clock), sizes, table);
    }
    System.out.println(table);
    // Lettuce and the SDK have threads of their own.
    System.exit(0);
  }

  private static void redis(SharedBenchmark benchmark, List<Integer> sizes, MarkdownTable table)
      throws Exception {
    try (Server server = Server.redis()) {
      String uri = "redis://127.0.0.1:" + server.port();
      benchmark.stores.put(Way.CLIENT, new RedisClientStore(uri));
      benchmark.addCaches(
          prefix ->
              RedisStore.builder(uri)
                  .keyPrefix(prefix)
                  .commandTimeout(PATIENCE)
                  .maximumEntryBytes(128L << 20)
                  .build());
      benchmark.run(sizes, table);
    }
  }

  private static void s3(SharedBenchmark benchmark, List<Integer> sizes, MarkdownTable table)
      throws Exception {
    try (Server server = Server.s3()) {
      URI endpoint = URI.create("http://127.0.0.1:" + server.port());
      benchmark.stores.put(Way.CLIENT, new S3ClientStore(endpoint));
      benchmark.addCaches(
          prefix ->
              S3Store.builder(Server.BUCKET)
                  .endpoint(endpoint)
                  .pathStyle(true)
                  .prefix(prefix + "/")
                  .credentialsProvider(S3ClientStore.credentials())
                  .timeout(PATIENCE)
                  .build());
      benchmark.run(sizes, table);
    }
  }

  private interface Opening {
    ArtifactStore open(String prefix);
  }

  private void addCaches(Opening opening) {
    stores.put(Way.PLAIN_CHECKSUM, new CacheStore(opening.open("plain"), false, false));
    stores.put(Way.CHECKSUM, new CacheStore(opening.open("checksum"), false, true));
    stores.put(Way.PLAIN_HMAC, new CacheStore(opening.open("plain-hmac"), true, false));
    stores.put(Way.HMAC, new CacheStore(opening.open("hmac"), true, true));
  }

  private void run(List<Integer> sizes, MarkdownTable table) throws Exception {
    for (int size : sizes) {
      addRows(table, size, measure(size));
      System.err.println("done: " + name + ", " + size + " bytes");
    }
    stores.values().forEach(Store::close);
    stores.clear();
  }

  private List<Comparison.Result<Way>> measure(int size) throws Exception {
    byte[] value = RealArtifact.ofSize(size, WorkDirectory.empty("modules"));
    for (Store store : stores.values()) {
      for (int i = 0; i < KEYS; i++) {
        store.put(key(size, i), value);
      }
    }
    Comparison<Way> comparison = new Comparison<>(clock);
    for (Way way : Way.values()) {
      Store store = stores.get(way == Way.CLIENT_AGAIN ? Way.CLIENT : way);
      if (store != null) {
        comparison.add(way, number -> read(store, key(size, number % KEYS), size));
      }
    }
    int rounds = (int) Math.max(20, Math.min(1000, (4L << 30) / size / 4) * percent / USUAL);
    return comparison.run(Math.max(100, rounds / 2), rounds);
  }

  private static void read(Store store, CacheKey key, int size) throws IOException {
    if (store.get(key) != size) {
      throw new IOException("The value that was put is not there");
    }
  }

  private static CacheKey key(int size, int number) {
    return CacheKey.of(ByteBuffer.allocate(CacheKey.LENGTH).putInt(size).putInt(number).array());
  }

  private void addRows(MarkdownTable table, int size, List<Comparison.Result<Way>> results) {
    Samples client = results.get(0).nanos();
    for (Comparison.Result<Way> result : results) {
      double ratio = result.nanos().ratioTo(client);
      boolean barred = result.way().verifies() && size >= BAR_FROM_BYTES;
      table.row(
          name,
          String.valueOf(size),
          result.way().title(),
          result.way().checks(),
          Numbers.show(result.nanos().median() / NANOS),
          Numbers.show(result.nanos().quantile(0.25) / NANOS)
              + ".."
              + Numbers.show(result.nanos().quantile(0.75) / NANOS),
          Numbers.ratio(ratio),
          barred ? BAR.verdict(ratio) : "");
    }
  }
}
