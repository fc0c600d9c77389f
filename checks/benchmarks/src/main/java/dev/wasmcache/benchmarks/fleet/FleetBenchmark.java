package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.report.Arguments;
import java.util.List;
import java.util.Locale;

/**
 * The start of a fleet that needs one module. First real pods, in this JVM, with the real stores
 * and servers, and for each the model, calibrated with what sixteen clients got from the same
 * server. Then the model alone, with more pods than fit on a machine. Last, a directory over a
 * hundred releases.
 *
 * <p>Options: {@code --part} measured, model or releases, any number of them (all); {@code --pods}
 * of a measured fleet, any number of them (10 and 100); {@code --bandwidth} of the network between
 * the measured fleets and their server, in bytes per second (as fast as the machine is); {@code
 * --server} redis or s3 (both).
 */
public final class FleetBenchmark {

  private static final List<Integer> MEASURED_PODS = List.of(10, 100);
  private static final double MINUTE = 60;
  private static final long SEED = 1;

  private final boolean withFleets;
  private final Load load;
  private final MeasuredTables tables;
  private final List<String> servers;

  private FleetBenchmark(
      List<Integer> pods, boolean withFleets, long bandwidth, List<String> servers)
      throws Exception {
    RealModule module = RealModule.compile();
    this.withFleets = withFleets;
    this.load = module.load(Calibration.storeSeconds(module), Calibration.layerSeconds(module));
    this.tables = new MeasuredTables(pods, module, load, SEED, bandwidth);
    this.servers = servers;
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    List<String> parts = arguments.all("--part");
    List<Integer> pods = arguments.all("--pods").stream().map(Integer::valueOf).toList();
    boolean measured = parts.isEmpty() || parts.contains("measured");
    boolean model = parts.isEmpty() || parts.contains("model");
    if (measured || model) {
      FleetBenchmark benchmark =
          new FleetBenchmark(
              pods.isEmpty() ? MEASURED_PODS : pods,
              measured,
              arguments.one("--bandwidth").map(Long::valueOf).orElse(0L),
              arguments.all("--server"));
      Calibration redis = benchmark.measure();
      if (model) {
        benchmark.model(redis);
      }
    }
    if (parts.isEmpty() || parts.contains("releases")) {
      ReleaseBenchmark.run();
    }
    // S3Mock and its client have threads of their own.
    System.exit(0);
  }

  /** Returns the calibration of Redis, which the model needs too. */
  private Calibration measure() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f MB of Wasm, %.2f s to compile it to %.2f MB;"
            + " stored on disk in %.2f ms, read from a layer in %.2f ms, by 16 threads.%n%n",
        load.name(),
        load.wasmBytes() / 1e6,
        load.compileSeconds(),
        load.artifactBytes() / 1e6,
        1000 * load.storeSeconds(),
        1000 * load.layerSeconds());
    try (FleetServer redis = new RedisFleetServer()) {
      Calibration calibration = tables.calibrate(redis);
      if (withFleets) {
        tables.measure("none", Scenario.NO_CACHE, null, calibration);
        if (asked("redis")) {
          tables.measure("Redis, empty", Scenario.EMPTY, redis, calibration);
          tables.measure("Redis, filled", Scenario.FILLED, redis, calibration);
        }
        if (asked("s3")) {
          measureS3();
        }
        tables.measure("baked image", Scenario.BAKED, null, calibration);
      }
      System.out.println("Calibration, measured:\n\n" + tables.calibrations());
      if (withFleets) {
        System.out.println(
            "Measured, compared with the model of this machine:\n\n" + tables.fleets());
      }
      return calibration;
    }
  }

  private boolean asked(String server) {
    return servers.isEmpty() || servers.contains(server);
  }

  private void measureS3() throws Exception {
    try (FleetServer s3 = new S3FleetServer()) {
      Calibration calibration = tables.calibrate(s3);
      tables.measure("S3Mock, empty", Scenario.EMPTY, s3, calibration);
      tables.measure("S3Mock, filled", Scenario.FILLED, s3, calibration);
    }
  }

  private void model(Calibration redis) {
    Load small = load.onHostsOfTheirOwn();
    Load large =
        small.times(MINUTE / small.compileSeconds(), "a module that compiles for a minute");
    new FleetTables(new Cases(Assumptions.redis(redis), Assumptions.s3(), small, large, SEED))
        .print();
  }
}
