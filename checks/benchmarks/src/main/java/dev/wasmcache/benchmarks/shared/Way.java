package dev.wasmcache.benchmarks.shared;

/** How a value is read from a server. */
enum Way {
  CLIENT("the client alone", "no"),
  CLIENT_AGAIN("the client alone, again", "no"),
  PLAIN_CHECKSUM("Wasm Cache, checksum, not compressed", "CRC32C"),
  CHECKSUM("Wasm Cache, checksum", "CRC32C"),
  PLAIN_HMAC("Wasm Cache, HMAC, not compressed", "HMAC-SHA256"),
  HMAC("Wasm Cache, HMAC", "HMAC-SHA256");

  private final String title;
  private final String checks;

  Way(String title, String checks) {
    this.title = title;
    this.checks = checks;
  }

  /** Whether it is the cache, which verifies what it gets. */
  boolean verifies() {
    return this != CLIENT && this != CLIENT_AGAIN;
  }

  String title() {
    return title;
  }

  String checks() {
    return checks;
  }
}
