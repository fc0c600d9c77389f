package dev.wasmcache.spring.endpoint;

import dev.wasmcache.EntryInfo;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.MissReason;
import dev.wasmcache.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of entries, in the order of their keys.
 *
 * @param entries the entries; fewer than asked for, or none, if few of those that were looked at
 *     match
 * @param next what to give as {@code after} for the next page; absent if this is the last one
 */
public record Entries(List<Entry> entries, @Nullable String next) implements OperationResponseBody {

  /**
   * An entry.
   *
   * @param key its key in hexadecimal
   * @param copies what verifies of it, a tier each; none if all is damaged or gone meanwhile
   */
  public record Entry(String key, List<Copy> copies) implements OperationResponseBody {}

  /**
   * One entry, and why it is there or not.
   *
   * @param key its key in hexadecimal
   * @param copies what verifies of it, a tier each
   * @param reason why a request would find it or not
   */
  public record Inspection(String key, List<Copy> copies, Reason reason)
      implements OperationResponseBody {}

  /**
   * What became of entries that were to be deleted.
   *
   * @param examined how many were looked at
   * @param evicted how many are gone
   * @param failed how many a tier could not delete; the log says why
   */
  public record Evicted(long examined, long evicted, long failed)
      implements OperationResponseBody {}

  /**
   * Why a compiled module is there or not.
   *
   * @param kind one word: {@code present}, {@code never-seen}, {@code engine-changed} …
   * @param description a clause for people
   * @param tier the tier that it is about; absent if it is about all
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
   * What a tier holds of an entry.
   *
   * @param tier the tier
   * @param size the size of the compiled module in bytes
   * @param createdAt when it was stored; absent if not known
   * @param compileTime what it took to compile
   * @param fingerprint what it was compiled by; absent if not known
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
