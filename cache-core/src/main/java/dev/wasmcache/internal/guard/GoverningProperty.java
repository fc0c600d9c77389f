package dev.wasmcache.internal.guard;

import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;

/** The setting that governs an outcome, for messages in the log. */
public final class GoverningProperty {

  public static final String TIMEOUT = "wasm.cache.timeout";
  public static final String MAXIMUM_ENTRY_SIZE = "wasm.cache.max-entry-size";

  private GoverningProperty() {}

  public static String of(Tier tier, Outcome outcome) {
    return switch (outcome) {
      case STALE, UNAUTHENTIC -> "wasm.cache.integrity.keys";
      case TOO_LARGE ->
          tier == Tier.SHARED ? "wasm.cache.shared.max-entry-size" : MAXIMUM_ENTRY_SIZE;
      case TIMEOUT -> tier == Tier.SHARED ? "wasm.cache.shared.timeout" : TIMEOUT;
      default -> tier == Tier.SHARED ? "wasm.cache.shared" : "wasm.cache.disk.directory";
    };
  }
}
