package dev.wasmcache.benchmarks.process;

/** A way from the bytes of a module to a module that is ready to be instantiated. */
enum Way {
  /** Does nothing: the cost of the measurement itself. */
  BASELINE("empty JVM"),
  /** Parse and compile. */
  NO_CACHE("no cache"),
  /** Parse, and take the classes from the engine's own directory cache. */
  ENGINE_CACHE("engine's own cache"),
  /** Wasm Cache with an empty directory: a miss, a compile, an entry that is stored durably. */
  COLD("Wasm Cache, cold"),
  /** Wasm Cache with an entry on disk that is verified by its checksum. */
  DISK_CHECKSUM("Wasm Cache, disk, checksum"),
  /** Wasm Cache with an entry on disk that is verified by its HMAC. */
  DISK_HMAC("Wasm Cache, disk, HMAC"),
  /** Wasm Cache with the module live: the second time that this JVM loads it. */
  LIVE("Wasm Cache, live"),
  /** Classes of the engine's build-time compiler on the class path: no Wasm is read or hashed. */
  BUILD_TIME("engine's build-time compiler");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
