package dev.wasmcache.simulation;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.simulated.Dice;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.Planted;
import dev.wasmcache.simulated.Process;
import dev.wasmcache.simulated.World;
import dev.wasmcache.stats.TierStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cache of one process, over its disk and the shared store, and what it promises. */
final class OpenCache {

  private static final long SECOND = 1_000_000_000L;
  private static final long SLACK = SECOND / 2;

  // Twice the lease of ten seconds, and what a poll may take.
  private static final long PATIENCE = 20 * SECOND;
  private static final long LONGEST_COMPILE = 3 * SECOND;
  private static final long TO_CLOSE_FILES = 2 * SECOND + SECOND / 5;
  private static final long TO_CLOSE_SHARED = 6 * SECOND;
  private static final long ENDS_OF_CALLS = 60 * SECOND;

  private final Process process;
  private final Machine machine;
  private final DiskStore disk;
  private final CompilationCache cache;
  private final boolean limited;
  private final @Nullable SharedClient shared;
  private final int threads;
  private boolean closed;

  private OpenCache(
      Process process,
      Machine machine,
      DiskStore disk,
      CompilationCache cache,
      boolean limited,
      @Nullable SharedClient shared,
      int threads) {
    this.process = process;
    this.machine = machine;
    this.disk = disk;
    this.cache = cache;
    this.limited = limited;
    this.shared = shared;
    this.threads = threads;
  }

  /**
   * @param server null if there is no shared store
   * @param threads how many threads call the cache
   */
  static OpenCache open(
      Process process,
      Machine machine,
      @Nullable SharedServer server,
      FaultPlan faults,
      Planted bug,
      boolean authenticates,
      int threads) {
    Dice dice = World.dice();
    boolean limited = !dice.oneIn(4);
    DiskStore disk = machine.open(process);
    ArtifactStore store = bug == Planted.NONE ? disk : new PlantedStore(disk, bug);
    CompilationCacheBuilder builder =
        CompilationCache.builder()
            .disk(store)
            .memory(dice.oneIn(3) ? 1 << 20 : 0)
            .clock(machine.volume()::now)
            .maximumConcurrentCompiles(1 + dice.below(2))
            .integrity(integrity(authenticates));
    if (!limited) {
      builder.timeout(Duration.ZERO);
    }
    SharedClient client = server == null ? null : new SharedClient(server, faults);
    if (client != null) {
      builder.shared(client);
    }
    return new OpenCache(process, machine, disk, builder.build(), limited, client, threads);
  }

  static Integrity integrity(boolean authenticates) {
    return authenticates
        ? Integrity.hmac(KeyRing.of("key", new byte[KeyRing.MINIMUM_SECRET_LENGTH]))
        : Integrity.checksum();
  }

  CompilationCache cache() {
    return cache;
  }

  DiskStore disk() {
    return disk;
  }

  boolean isClosed() {
    return closed;
  }

  /** Two seconds, or with a shared store those of its first call; 0 if files may take any time. */
  long boundOfRequest() {
    if (!limited) {
      return 0;
    }
    return (shared == null || shared.hasAnswered() ? 2 : 6) * SECOND + SLACK;
  }

  /**
   * Returns how much longer a load may take: a transfer whose bytes have begun to come is not
   * charged to its bound, and hangs only after two seconds without a byte.
   *
   * @param before what {@link #askedAgain} was when it began
   */
  long boundOfTransfer(int before) {
    return askedAgain() > before ? 2 * SECOND : 0;
  }

  int askedAgain() {
    return shared == null ? 0 : shared.askedAgain();
  }

  /** Whether the only thing that a caller waits for, besides its compile, are the tiers. */
  boolean hasOneCaller() {
    return threads == 1;
  }

  /**
   * Each caller may have to lead after another one that failed. Of a fleet, it waits twice as long
   * for one that has the lease.
   */
  long boundOfCompile() {
    long patience = shared == null ? PATIENCE : 2 * PATIENCE;
    return limited ? threads * (2 * boundOfRequest() + patience + threads * LONGEST_COMPILE) : 0;
  }

  /** Each tier has its own time, and an upload in progress is waited for. */
  long boundOfDeletion() {
    return limited ? (shared != null ? 2 + 6 + 6 : 2) * SECOND + SLACK : 0;
  }

  /** Closes it, and checks that nothing is left of it. */
  void close() {
    closed = true;
    long start = World.nanos();
    World.tell("begins close");
    cache.close();
    World.tell("ends close");
    long took = World.nanos() - start;
    if (took > TO_CLOSE_FILES + (shared != null ? TO_CLOSE_SHARED : 0) + SLACK) {
      World.fail("close took " + took / 1_000_000 + " ms");
    }
  }

  /** Checks that a closed cache has left nothing, once what hung has ended. */
  void checkNothingIsLeft() {
    for (long waited = 0;
        waited < ENDS_OF_CALLS && !process.threadsOfTheProduct().isEmpty();
        waited += SECOND) {
      World.sleep("the ends of threads", SECOND);
    }
    List<String> left = new ArrayList<>(process.threadsOfTheProduct());
    left.addAll(process.held());
    if (machine.volume().openFiles(process) > 0) {
      left.add(machine.volume().openFiles(process) + " open files");
    }
    if (machine.volume().locks(process) > 0) {
      left.add(machine.volume().locks(process) + " locks of files");
    }
    if (!left.isEmpty()) {
      World.fail("After close, there are still " + left);
    }
  }

  /** Checks that a tier that was paused is used again, now that nothing goes wrong any more. */
  void checkItWorksAgain() {
    for (int i = 0; i < 8 && !isUp(); i++) {
      cache.admin().tryPausedTiers();
      World.sleep("a pause of a tier", 45 * SECOND);
    }
    if (!isUp()) {
      World.fail("A tier stays paused, although it works: " + cache.stats().tiers());
    }
  }

  private boolean isUp() {
    return cache.stats().tiers().values().stream().map(TierStats::guard).allMatch(g -> g.up());
  }
}
