package dev.wasmcache.spring.integrity;

import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.setting.InvalidSettingException;

/** Whether entries in a shared store must be protected by keys. */
public enum SharedIntegrity {
  /** Without keys the application does not start. */
  REQUIRED,
  /**
   * Without keys the log warns: write access to the store is enough to run code in the application.
   */
  UNSAFE;

  /**
   * Refuses a store without keys that protect its entries: write access to such a store is enough
   * to run code in this application.
   *
   * @return whether unsigned entries are accepted
   * @throws InvalidSettingException if they would be accepted, and this forbids it
   */
  public boolean accepts(SharedTier shared, Integrity integrity) {
    if (shared.store().isEmpty() || integrity.authenticates()) {
      return false;
    }
    if (this == REQUIRED) {
      throw new InvalidSettingException(
          "wasm.cache.integrity.keys",
          "is missing, and hosts share a store ("
              + shared.type()
              + "): anyone with write access to it could run"
              + " code in this application",
          "Make a secret with 'openssl rand -base64 32' and set 'wasm.cache.integrity.keys[0].id'"
              + " and 'wasm.cache.integrity.keys[0].secret' alike on all hosts, or set an Ed25519"
              + " 'wasm.cache.integrity.keys[0].public-key'. Only if no one else has write"
              + " access, set 'wasm.cache.shared.integrity=unsafe'.");
    }
    return true;
  }
}
