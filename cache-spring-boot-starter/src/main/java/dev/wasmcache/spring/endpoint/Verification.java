package dev.wasmcache.spring.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The progress of the verification of all entries, or the result of the last one.
 *
 * @param state "none", "running", "finished", "stopped" with the application, or "failed"
 * @param startedAt when it began; absent if none was started
 * @param finishedAt when it ended; absent if it has not
 * @param examined how many keys were verified, in every tier
 * @param outcomes the results: {@code hit} for a valid entry; misses are left out
 * @param bad the first entries that are not valid; they are deleted, unless another application
 *     owns them
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

  /** An entry that is not valid. */
  public record Bad(String key, String tier, String outcome) {}

  /**
   * The verification of one entry.
   *
   * @param key its key in hexadecimal
   * @param tiers the result by tier: {@code hit} for a valid entry, {@code miss} for none
   */
  public record OfOne(String key, Map<String, String> tiers) implements OperationResponseBody {}
}
