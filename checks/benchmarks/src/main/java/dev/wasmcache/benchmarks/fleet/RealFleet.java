package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.CompileRequest;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Starts real pods, all in this JVM, and counts their requests to a real server. */
final class RealFleet {

  private static final double NANOS = 1e9;

  // 0 is for the calibration. Shared by all fleets: a server that one of them has filled is not
  // empty.
  private static final AtomicInteger GENERATIONS = new AtomicInteger(1);

  private final RealModule module;
  private final double spread;

  RealFleet(RealModule module, double spread) {
    this.module = module;
    this.spread = spread;
  }

  /**
   * Runs once.
   *
   * @param server null for a scenario without one
   */
  FleetResult run(Scenario scenario, @Nullable FleetServer server, int pods, long seed)
      throws Exception {
    Path work = WorkDirectory.inMemory("fleet");
    // Each run has its own key, so that a server is empty for it.
    CompileRequest request = module.request(GENERATIONS.getAndIncrement());
    Path layer = null;
    if (scenario == Scenario.FILLED && server != null) {
      try (Pod first = Pod.sharing(module, work.resolve("first"), server)) {
        first.load(request);
      }
    } else if (scenario == Scenario.BAKED) {
      layer = work.resolve("image");
      try (Pod builder = Pod.alone(module, layer, null)) {
        builder.load(request);
      }
    }
    List<Pod> fleet = new ArrayList<>();
    try {
      for (int i = 0; i < pods; i++) {
        Path directory = work.resolve("pod" + i);
        fleet.add(
            server != null
                ? Pod.sharing(module, directory, server)
                : Pod.alone(module, directory, layer));
      }
      FleetServer.Counts before = server == null ? FleetServer.Counts.NONE : server.counts();
      ProcessorUse idle = ProcessorUse.now();
      double[] ready = start(fleet, request, seed);
      double processorUse = ProcessorUse.now().since(idle);
      fleet.forEach(Pod::close);
      FleetServer.Counts counts =
          server == null ? FleetServer.Counts.NONE : server.counts().since(before);
      return new FleetResult(
          pods,
          fleet.stream().mapToLong(Pod::compiles).sum(),
          counts.requests(),
          counts.bytesOut(),
          -1,
          -1,
          ready[pods / 2],
          ready[pods - 1],
          processorUse);
    } finally {
      fleet.forEach(Pod::close);
      WorkDirectory.delete(work);
    }
  }

  /** Returns when each pod was ready, in seconds, in ascending order. */
  private double[] start(List<Pod> fleet, CompileRequest request, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    ExecutorService threads = Executors.newFixedThreadPool(fleet.size());
    try {
      long origin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
      List<Callable<Double>> starts = new ArrayList<>();
      for (Pod pod : fleet) {
        long begin = origin + (long) (random.nextDouble() * spread * NANOS);
        starts.add(
            () -> {
              for (long left = begin - System.nanoTime();
                  left > 0;
                  left = begin - System.nanoTime()) {
                LockSupport.parkNanos(left);
              }
              pod.load(request);
              return (System.nanoTime() - origin) / NANOS;
            });
      }
      List<Double> ready = new ArrayList<>();
      for (Future<Double> each : threads.invokeAll(starts)) {
        ready.add(each.get());
      }
      return ready.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    } finally {
      threads.shutdownNow();
    }
  }
}
