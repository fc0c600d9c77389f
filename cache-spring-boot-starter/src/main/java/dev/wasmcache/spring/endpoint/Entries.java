package dev.wasmcache.spring.endpoint;

import dev.wasmcache.EntryInfo;
import dev.wasmcache.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of entries, in the order of their keys.
 *
 * @param entries the entries
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
