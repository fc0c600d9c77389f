package dev.wasmcache.spring.endpoint;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.SharedTier;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.TierStats;
import dev.wasmcache.stats.VerifyOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the cache is and what it has done since the start. Sizes are in bytes.
 *
 * @param cache its name
 * @param mode what it is used for
 * @param authenticated whether entries are protected against forgery
 * @param directory the directory of the disk tier; absent if there is none
 * @param problem why nothing is kept on disk although the tier is enabled; absent if there is no
 *     problem
 * @param shared the shared tier; absent if there is none
 * @param engines the fingerprints of the engines that compile modules
 * @param tiers its tiers by name, in the order in which they are read
 * @param compile what was compiled, and how long that took
 * @param verifications how the verifications of hits ended; outcomes that never occurred are left
 *     out, and it is absent if no hits are verified
 * @param modules live modules by the name of the bean that holds them
 */
public record Summary(
    String cache,
    String mode,
    boolean authenticated,
    @Nullable String directory,
    @Nullable String problem,
    @Nullable SharedSummary shared,
    List<Fingerprint> engines,
    Map<String, TierSummary> tiers,
    CompileSummary compile,
    @Nullable Map<String, Long> verifications,
    Map<String, ModulesSummary> modules)
    implements OperationResponseBody {

  /**
   * The shared tier.
   *
   * @param type the type of the store
   * @param address where it is, without credentials
   * @param access whether entries are stored there or only read
   */
  public record SharedSummary(String type, String address, String access) {
    static SharedSummary of(SharedTier shared) {
      return new SharedSummary(shared.type(), shared.address(), shared.access().id());
    }
  }

  /**
   * What a tier has done.
   *
   * @param requests how reads ended; outcomes that never occurred are left out
   * @param writes how writes ended; outcomes that never occurred are left out
   * @param deletions how many entries were deleted
   * @param entries how many entries it holds; absent if not known
   * @param size their size; absent if not known
   * @param limit the maximum size; absent if there is none
   * @param evictions how many entries it evicted, by cause
   */
  public record TierSummary(
      Map<String, Long> requests,
      Map<String, Long> writes,
      long deletions,
      @Nullable Long entries,
      @Nullable Long size,
      @Nullable Long limit,
      Map<String, Long> evictions) {

    static TierSummary of(TierStats counts) {
      StoreUsage usage = counts.usage();
      return new TierSummary(
          byName(counts.requests(), Outcome::id),
          byName(counts.writes(), Outcome::id),
          counts.deletions(),
          known(usage.entries()),
          known(usage.bytes()),
          known(usage.maximumBytes()),
          byName(usage.evictions(), EvictionCause::id));
    }

    private static @Nullable Long known(long value) {
      return value < 0 ? null : value;
    }
  }

  /** What was compiled, and the compile time that was spent and saved. */
  public record CompileSummary(
      long compiled, long failed, int running, int waiting, Duration time, Duration saved) {

    static CompileSummary of(CacheStats stats) {
      return new CompileSummary(
          stats.compilations(),
          stats.compilationFailures(),
          stats.compilesRunning(),
          stats.compilesWaiting(),
          stats.compileTime(),
          stats.compileTimeSaved());
    }
  }

  /**
   * The live modules of one bean, and how they were used.
   *
   * @param live how many there are
   * @param size their estimated size
   * @param limit their maximum size
   * @param hits how many requests found one
   * @param failures how many requests ended with an exception
   * @param evictions how many were evicted because of their size
   * @param loads how many became live, by origin
   */
  public record ModulesSummary(
      long live,
      long size,
      long limit,
      long hits,
      long failures,
      long evictions,
      Map<String, Long> loads) {

    static ModulesSummary of(ModuleCacheStats stats) {
      return new ModulesSummary(
          stats.modules(),
          stats.bytes(),
          stats.maximumBytes(),
          stats.hits(),
          stats.failures(),
          stats.evictions(),
          byName(stats.loads(), Origin::id));
    }
  }

  static @Nullable Map<String, Long> verifications(CacheStats stats) {
    Map<VerifyOutcome, Long> counts = stats.verifications();
    return counts.isEmpty() ? null : byName(counts, VerifyOutcome::id);
  }

  private static <K> Map<String, Long> byName(Map<K, Long> counts, Function<K, String> name) {
    Map<String, Long> named = new TreeMap<>();
    counts.forEach(
        (key, count) -> {
          if (count > 0) {
            named.put(name.apply(key), count);
          }
        });
    return named;
  }
}
