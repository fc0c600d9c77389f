package dev.wasmcache.spring.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How far the verification of every entry is, or how the last one ended.
 *
 * @param state "none", "running", "finished", "stopped" with the application, or "failed"
 * @param startedAt when it began; absent if none did
 * @param finishedAt when it ended; absent if it has not
 * @param examined how many keys were verified, in every tier
 * @param outcomes how that ended: {@code hit} for a good entry; misses are left out
 * @param bad the first of those that are not good; they are deleted, unless they are others'
 */
public record Verification(
    String state,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long examined,
    Map<String, Long> outcomes,
    List<Bad> bad)
    implements OperationResponseBody {

  static final Verification NONE = new Verification("none", null, null, 0, Map.of(), List.of());

  /** An entry that is not good. */
  public record Bad(String key, String tier, String outcome) {}

  /**
   * The verification of one entry.
   *
   * @param key its key in hexadecimal
   * @param tiers how it ended, by tier: {@code hit} for a good entry, {@code miss} for none
   */
  public record OfOne(String key, Map<String, String> tiers) implements OperationResponseBody {}
}
