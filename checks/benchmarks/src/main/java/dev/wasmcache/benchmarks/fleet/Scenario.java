package dev.wasmcache.benchmarks.fleet;

/** What a fleet finds when it starts. */
enum Scenario {
  NO_CACHE("no cache"),
  EMPTY("empty shared tier"),
  FILLED("filled shared tier"),
  BAKED("baked image");

  private final String title;

  Scenario(String title) {
    this.title = title;
  }

  /** Returns what the tier is, in one word. */
  String word() {
    return this == FILLED ? "filled" : "empty";
  }

  /** Whether pods talk to a shared tier at all. */
  boolean shared() {
    return this == EMPTY || this == FILLED;
  }

  @Override
  public String toString() {
    return title;
  }
}
