package dev.wasmcache.spring.endpoint;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.admin.CompileEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The most recent compiles, latest first.
 *
 * @param compiles the compiles
 */
public record Compiles(List<Compile> compiles) implements OperationResponseBody {

  static Compiles of(List<CompileEvent> events, int limit) {
    return new Compiles(events.stream().limit(limit).map(Compile::of).toList());
  }

  /**
   * A compile.
   *
   * @param key the key of the artifact
   * @param name the module's name; absent if it was requested by its bytes
   * @param size the size of the module in bytes
   * @param fingerprint the fingerprint of the engine that compiled it
   * @param at when it began
   * @param elapsed how long it took
   * @param reason why it was not in the cache
   * @param succeeded whether it produced an artifact
   */
  public record Compile(
      String key,
      @Nullable String name,
      long size,
      Fingerprint fingerprint,
      Instant at,
      Duration elapsed,
      Entries.Reason reason,
      boolean succeeded) {

    static Compile of(CompileEvent event) {
      return new Compile(
          event.key().toHex(),
          event.name().orElse(null),
          event.size(),
          event.fingerprint(),
          event.at(),
          event.elapsed(),
          Entries.Reason.of(event.reason()),
          event.succeeded());
    }
  }
}
