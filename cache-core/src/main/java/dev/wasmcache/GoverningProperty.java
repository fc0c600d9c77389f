package dev.wasmcache;

/** Which setting somebody would look at who reads of an outcome in the log. */
final class GoverningProperty {

  static final String TIMEOUT = "wasm.cache.timeout";
  static final String MAXIMUM_ENTRY_SIZE = "wasm.cache.max-entry-size";

  private GoverningProperty() {}

  static String of(Tier tier, Outcome outcome) {
    return switch (outcome) {
      case STALE, UNAUTHENTIC -> "wasm.cache.integrity.keys";
      case TOO_LARGE ->
          tier == Tier.SHARED ? "wasm.cache.shared.max-entry-size" : MAXIMUM_ENTRY_SIZE;
      case TIMEOUT -> tier == Tier.SHARED ? "wasm.cache.shared.timeout" : TIMEOUT;
      default -> tier == Tier.SHARED ? "wasm.cache.shared" : "wasm.cache.disk.directory";
    };
  }
}
