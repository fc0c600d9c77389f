package dev.wasmcache.spring.setting;

import dev.wasmcache.admin.Setting;

/** The properties that stand for the settings of the core in its messages and its log. */
public final class PropertyNames {

  private PropertyNames() {}

  public static String of(Setting setting) {
    return switch (setting) {
      case MODE -> "wasm.cache.mode";
      case TIMEOUT -> "wasm.cache.timeout";
      case MAXIMUM_ENTRY_SIZE -> "wasm.cache.max-entry-size";
      case INTEGRITY_KEYS -> "wasm.cache.integrity.keys";
      case DIRECTORY -> "wasm.cache.disk.directory";
      case DIRECTORY_MAXIMUM_SIZE -> "wasm.cache.disk.max-size";
      case DIRECTORY_MINIMUM_FREE_SPACE -> "wasm.cache.disk.min-free-space";
      case LAYERS -> "wasm.cache.disk.read-only-directories";
      case TRUST_PARENTS -> "wasm.cache.disk.trust-parents=true";
      case SHARED -> "wasm.cache.shared";
      case SHARED_TIMEOUT -> "wasm.cache.shared.timeout";
      case SHARED_MAXIMUM_ENTRY_SIZE -> "wasm.cache.shared.max-entry-size";
    };
  }
}
