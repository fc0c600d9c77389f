package dev.wasmcache.benchmarks.disk;

import java.io.IOException;
import java.nio.file.Path;

/** The stores that are compared, and what each promises: a weaker promise costs less to keep. */
enum StoreKind {
  BARE("bare file", false, true),
  BARE_NO_SYNC("bare file, no fsync", false, false),
  READ_ALL_BYTES("Files.readAllBytes", false, false),
  WASM_CACHE("Wasm Cache, checksum", true, true),
  WASM_CACHE_HMAC("Wasm Cache, HMAC", true, true),
  ENGINE("engine's directory cache", false, false),
  OKHTTP("OkHttp DiskLruCache", false, false),
  EHCACHE("Ehcache 3, disk", false, false),
  ROCKSDB("RocksDB, blob files, sync", true, true),
  MVSTORE("H2 MVStore, sync", false, true);

  private final String title;
  private final boolean checks;
  private final boolean durable;

  StoreKind(String title, boolean checks, boolean durable) {
    this.title = title;
    this.checks = checks;
    this.durable = durable;
  }

  String title() {
    return title;
  }

  /** Whether a get detects that bytes on disk have changed. */
  boolean checks() {
    return checks;
  }

  /** Whether a value survives a power cut when its put has returned. */
  boolean durable() {
    return durable;
  }

  Store open(Path directory) throws IOException {
    return switch (this) {
      case BARE -> new BareFiles(directory, true, true);
      case BARE_NO_SYNC -> new BareFiles(directory, true, false);
      case READ_ALL_BYTES -> new BareFiles(directory, false, false);
      case WASM_CACHE -> new WasmCacheStore(directory, false);
      case WASM_CACHE_HMAC -> new WasmCacheStore(directory, true);
      case ENGINE -> new EngineStore(directory);
      case OKHTTP -> new OkHttpStore(directory);
      case EHCACHE -> new EhcacheStore(directory);
      case ROCKSDB -> new RocksDbStore(directory);
      case MVSTORE -> new MvStoreStore(directory);
    };
  }
}
