package dev.wasmcache.spring.shared;

import dev.wasmcache.spring.InvalidSettingException;
import dev.wasmcache.spring.SharedTier;

/** Makes a shared tier of one type. Not part of a class path without that type's module. */
interface SharedTierFactory {

  WasmCacheSharedProperties.Type type();

  /**
   * Makes the tier. Connects to nothing: it works, or not, when it is asked.
   *
   * @throws InvalidSettingException if something is missing
   */
  SharedTier create(WasmCacheSharedProperties properties);
}
