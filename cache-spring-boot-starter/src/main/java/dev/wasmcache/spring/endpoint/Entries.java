package dev.wasmcache.spring.endpoint;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of entries, in the order of their keys.
 *
 * @param entries the entries; fewer than requested, or none, if few of the examined entries match
 * @param next the value of {@code after} for the next page; absent if this is the last one
 */
public record Entries(List<Entry> entries, @Nullable String next) implements OperationResponseBody {

  /**
   * An entry.
   *
   * @param key its key in hexadecimal
   * @param copies its valid copies, one per tier; none if all are damaged or were deleted meanwhile
   */
  public record Entry(String key, List<Copy> copies) implements OperationResponseBody {}

  /**
   * One entry, and why it is or is not in the cache.
   *
   * @param key its key in hexadecimal
   * @param copies its valid copies, one per tier
   * @param reason why a request would or would not find it
   */
  public record Inspection(String key, List<Copy> copies, Reason reason)
      implements OperationResponseBody {}

  /**
   * The result of a deletion.
   *
   * @param examined how many entries were examined
   * @param evicted how many were deleted
   * @param failed how many a tier could not delete; the log says why
   */
  public record Evicted(long examined, long evicted, long failed)
      implements OperationResponseBody {}

  /**
   * Why a compiled module is or is not in the cache.
   *
   * @param kind one word: {@code present}, {@code never-seen}, {@code engine-changed} …
   * @param description a human-readable clause
   * @param tier the tier that it applies to; absent if it applies to all
   * @param at when it happened; absent if not known
   */
  public record Reason(
      String kind, String description, @Nullable String tier, @Nullable Instant at) {

    static Reason of(MissReason reason) {
      return new Reason(
          reason.kind().id(),
          reason.description(),
          reason.tier().map(Tier::id).orElse(null),
          reason.at().orElse(null));
    }
  }

  /**
   * A tier's copy of an entry.
   *
   * @param tier the tier
   * @param size the size of the compiled module in bytes
   * @param createdAt when it was stored; absent if not known
   * @param compileTime how long it took to compile
   * @param fingerprint the fingerprint of the engine that compiled it; absent if not known
   */
  public record Copy(
      String tier,
      long size,
      @Nullable Instant createdAt,
      Duration compileTime,
      @Nullable Fingerprint fingerprint) {

    static Copy of(EntryInfo info) {
      return new Copy(
          info.tier().id(),
          info.size(),
          info.createdAt().orElse(null),
          info.compileTime(),
          info.fingerprint().orElse(null));
    }
  }
}
