package dev.wasmcache.spring;

import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes an integrity of configured keys. What it throws never shows a secret, not even a part of
 * one.
 */
final class Keys {

  private static final String PREFIX = "wasm.cache.integrity.keys[";
  private static final String NEW_SECRET =
      "Make one with 'openssl rand -base64 %d'.".formatted(KeyRing.MINIMUM_SECRET_LENGTH);

  private Keys() {}

  /** Answers a checksum if there are no keys, since damage is to be found in any case. */
  static Integrity integrity(List<WasmCacheProperties.Integrity.Key> keys) {
    if (keys.isEmpty()) {
      return Integrity.checksum();
    }
    KeyRing.Builder ring = KeyRing.builder();
    for (int i = 0; i < keys.size(); i++) {
      add(ring, PREFIX + i + "]", keys.get(i));
    }
    return Integrity.hmac(ring.build());
  }

  private static void add(
      KeyRing.Builder ring, String property, WasmCacheProperties.Integrity.Key key) {
    byte[] secret = decode(property + ".secret", key.secret());
    String id = key.id();
    if (id == null) {
      throw new InvalidSettingException(
          property + ".id", "is missing", "Name the key: the name stands in every stored module.");
    }
    try {
      ring.add(id, secret);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          property + ".id",
          "has the value '" + id + "', which is in use by another key or not a name",
          "Give each key a name of its own: 1 to 32 letters, digits, dots, hyphens, underscores.");
    }
  }

  private static byte[] decode(String property, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new InvalidSettingException(property, "is missing", NEW_SECRET);
    }
    byte[] secret;
    try {
      secret = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      // Its message quotes a character of the secret, so it is not the cause of this.
      throw new InvalidSettingException(property, "is not Base64 (value not shown)", NEW_SECRET);
    }
    if (secret.length < KeyRing.MINIMUM_SECRET_LENGTH) {
      throw new InvalidSettingException(
          property,
          "has %d bytes behind its Base64 (value not shown), fewer than %d"
              .formatted(secret.length, KeyRing.MINIMUM_SECRET_LENGTH),
          NEW_SECRET);
    }
    return secret;
  }
}
