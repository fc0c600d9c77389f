package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.Artifact;
import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Lease;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.benchmarks.report.Samples;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import dev.wasmcache.disk.DiskLayer;
import dev.wasmcache.disk.DiskStore;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a server and this machine do when sixteen clients send requests at once. Clients and server
 * run on the same processors, so the times include both.
 *
 * @param secondsPerMiss a read of an entry that is not there
 * @param secondsPerTry a try to acquire a lease that another process holds
 * @param bytesPerSecond what all clients together read of entries
 * @param serverSecondsPerMiss the time of the server's processor for a read that finds nothing; 0
 *     if not known
 * @param serverSecondsPerByte its time for a byte of an entry; 0 if not known
 */
record Calibration(
    double secondsPerMiss,
    double secondsPerTry,
    double bytesPerSecond,
    double serverSecondsPerMiss,
    double serverSecondsPerByte) {

  static final int CLIENTS = 16;

  private static final int BATCHES = 5;
  private static final int SMALL = 50;
  private static final int WHOLE = 4;
  private static final double NANOS = 1e9;

  /** The time of one round of a client. */
  private interface Round {
    void run(int client, int number) throws Exception;
  }

  static Calibration of(FleetServer server, RealModule module) throws Exception {
    CacheKey missing = key(1);
    CacheKey there = module.request(0).key();
    List<ArtifactStore> stores = new ArrayList<>();
    try (Pod filler = Pod.sharing(module, WorkDirectory.empty("fleet").resolve("filler"), server)) {
      filler.load(module.request(0));
    }
    try {
      for (int i = 0; i < CLIENTS; i++) {
        stores.add(Pod.connected(server));
      }
      Optional<Lease> held = stores.get(0).tryLease(missing, Duration.ofMinutes(10));
      Round miss = (client, number) -> read(stores.get(client), missing);
      Round hit = (client, number) -> read(stores.get(client), there);
      Round attempt =
          (client, number) -> {
            Optional<Lease> unused = stores.get(client).tryLease(missing, Duration.ofMinutes(1));
          };
      // Once without using the result, for the JVM to warm up.
      double unusedSeconds = seconds(SMALL, miss) + seconds(SMALL, attempt) + seconds(WHOLE, hit);
      double perTry = seconds(SMALL, attempt);
      FleetServer.Counts atStart = server.counts();
      double perMiss = seconds(SMALL, miss);
      FleetServer.Counts misses = server.counts().since(atStart);
      double perHit = seconds(WHOLE, hit);
      FleetServer.Counts hits = server.counts().since(atStart);
      long bytes = module.artifact().size() * BATCHES * WHOLE * CLIENTS;
      Calibration calibration =
          new Calibration(
              perMiss,
              perTry,
              module.artifact().size() / perHit,
              misses.cpuSeconds() / (BATCHES * SMALL * CLIENTS),
              (hits.cpuSeconds() - misses.cpuSeconds()) / bytes);
      if (held.isPresent()) {
        held.get().close();
      }
      return calibration;
    } finally {
      for (ArtifactStore store : stores) {
        store.close();
      }
    }
  }

  private static void read(ArtifactStore store, CacheKey key) throws Exception {
    Optional<StoredEntry> found = store.get(key);
    if (found.isPresent()) {
      try (StoredEntry entry = found.get()) {
        Optional<ByteBuffer> whole = entry.readWhole((array, from, to) -> {});
        if (whole.isEmpty()) {
          long unused = entry.content().transferTo(OutputStream.nullOutputStream());
        }
      }
    }
  }

  /**
   * Returns how long the machine takes to store an entry on a pod's disk, including hashing it
   * once.
   */
  static double storeSeconds(RealModule module) throws Exception {
    Path directory = WorkDirectory.empty("fleet").resolve("store");
    try (CompilationCache cache =
        CompilationCache.builder()
            .disk(DiskStore.builder(directory).build())
            .integrity(Pod.integrity())
            .build()) {
      Round put = (client, number) -> cache.put(key(client * 1000 + number), copy(module));
      double unused = seconds(2, put);
      return seconds(WHOLE, put);
    }
  }

  /** Returns how long it takes to read and verify an entry of an image. */
  static double layerSeconds(RealModule module) throws Exception {
    Path directory = WorkDirectory.empty("fleet").resolve("layer");
    CacheKey key = key(7);
    try (CompilationCache filler =
        CompilationCache.builder()
            .disk(DiskStore.builder(directory).build())
            .integrity(Pod.integrity())
            .build()) {
      filler.put(key, copy(module));
    }
    try (CompilationCache cache =
        CompilationCache.builder()
            .layer(DiskLayer.open(List.of(directory)))
            .integrity(Pod.integrity())
            .build()) {
      Round get =
          (client, number) -> {
            if (cache.get(key).isEmpty()) {
              throw new IllegalStateException("The entry of the image is not there");
            }
          };
      double unused = seconds(WHOLE, get);
      return seconds(WHOLE, get);
    }
  }

  private static Artifact copy(RealModule module) {
    return Artifact.of(module.artifact().bytes());
  }

  private static CacheKey key(int number) {
    return CacheKey.of(
        ByteBuffer.allocate(CacheKey.LENGTH).put((byte) number).putInt(number).array());
  }

  /** Returns the median time of one round when all clients run theirs at once. */
  private static double seconds(int rounds, Round round) throws Exception {
    double[] seconds = new double[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      seconds[i] = batch(rounds, round);
    }
    return Samples.of(seconds).median();
  }

  private static double batch(int rounds, Round round) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Callable<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(
            () -> {
              for (int number = 0; number < rounds; number++) {
                round.run(client, number);
              }
              return null;
            });
      }
      long start = System.nanoTime();
      for (Future<Void> each : threads.invokeAll(clients)) {
        each.get();
      }
      return (System.nanoTime() - start) / NANOS / (rounds * CLIENTS);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns the model of the tier on this machine. */
  TierModel model(TierModel.Kind kind) {
    return new TierModel(
        kind,
        0,
        kind == TierModel.Kind.S3 ? Math.max(secondsPerMiss, secondsPerTry / 2) : secondsPerMiss,
        bytesPerSecond,
        TierModel.UNLIMITED,
        TierModel.UNLIMITED,
        TierModel.UNLIMITED,
        TierModel.SLOWEST_READ);
  }
}
