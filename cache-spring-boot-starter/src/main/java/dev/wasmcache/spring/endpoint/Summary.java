package dev.wasmcache.spring.endpoint;

import dev.wasmcache.Fingerprint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the cache is and what it has done since the start. Sizes are in bytes.
 *
 * @param cache its name
 * @param mode what it is used for
 * @param authenticated whether entries are protected against forgery
 * @param directory where entries are on disk; absent if nowhere
 * @param problem why nothing is kept on disk although it should be; absent if all is well
 * @param shared what hosts share; absent if nothing
 * @param engines what modules are compiled by
 * @param tiers its tiers by name, in the order they are asked
 * @param compile what was compiled
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
    Map<String, ModulesSummary> modules)
    implements OperationResponseBody {

  /**
   * What hosts share.
   *
   * @param type what the store is called
   * @param address where it is, without credentials
   * @param access whether entries are stored there
   */
  public record SharedSummary(String type, String address, String access) {}

  /**
   * What a tier has done.
   *
   * @param requests how reads ended; what never happened is left out
   * @param writes how writes ended; what never happened is left out
   * @param deletions how many entries were deleted
   * @param entries how many entries it holds; absent if not known
   * @param size their size; absent if not known
   * @param limit the limit of that; absent if there is none
   * @param evictions how many entries it gave up, by cause
   */
  public record TierSummary(
      Map<String, Long> requests,
      Map<String, Long> writes,
      long deletions,
      @Nullable Long entries,
      @Nullable Long size,
      @Nullable Long limit,
      Map<String, Long> evictions) {}

  /** What was compiled, and what that took or would have taken. */
  public record CompileSummary(
      long compiled, long failed, int running, int waiting, Duration time, Duration saved) {}

  /**
   * What live modules have done.
   *
   * @param live how many there are
   * @param size what they hold, estimated
   * @param limit the limit of that
   * @param hits how many requests found one
   * @param failures how many requests ended with an exception
   * @param evictions how many were given up for their size
   * @param loads how many became live, by where they came from
   */
  public record ModulesSummary(
      long live,
      long size,
      long limit,
      long hits,
      long failures,
      long evictions,
      Map<String, Long> loads) {}
}
