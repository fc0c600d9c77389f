package dev.wasmcache;

/** Which setting somebody would look at who reads of an outcome in the log. */
final class GoverningProperty {

  static final String TIMEOUT = "wasm.cache.timeout";

  private GoverningProperty() {}

  static String of(Tier tier, Outcome outcome) {
    return switch (outcome) {
      case STALE, UNAUTHENTIC -> "wasm.cache.integrity.keys";
      case TOO_LARGE -> "wasm.cache.max-entry-size";
      case TIMEOUT -> TIMEOUT;
      default -> tier == Tier.SHARED ? "wasm.cache.shared" : "wasm.cache.disk.directory";
    };
  }
}
