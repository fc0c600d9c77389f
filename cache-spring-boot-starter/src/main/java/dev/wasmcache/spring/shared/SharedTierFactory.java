package dev.wasmcache.spring.shared;

import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.setting.InvalidSettingException;

/** Creates a shared tier of one type. Exists only with that type's module on the class path. */
interface SharedTierFactory {

  WasmCacheSharedProperties.Type type();

  /**
   * Creates the tier. Does not connect: whether the store works shows when it is used.
   *
   * @throws InvalidSettingException if something is missing
   */
  SharedTier create(WasmCacheSharedProperties properties);
}
