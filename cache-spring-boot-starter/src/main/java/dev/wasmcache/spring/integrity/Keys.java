package dev.wasmcache.spring.integrity;

import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates the {@link Integrity} for the configured keys: secrets are for HMAC, public keys for
 * Ed25519. Its exceptions never show a secret or a private key, not even a part of one.
 */
final class Keys {

  static final String RETIRED = "wasm.cache.integrity.retired-keys";

  private static final String KEYS = "wasm.cache.integrity.keys";
  private static final String NEW_SECRET =
      "Make one with 'openssl rand -base64 %d'.".formatted(KeyRing.MINIMUM_SECRET_LENGTH);
  private static final String ONE_KIND =
      "Configure a secret for each key, or a public key for each: an entry has one authenticator.";

  private Keys() {}

  /** Returns a checksum if there are no keys, because damage must always be detected. */
  static Integrity integrity(List<IntegrityProperties.Key> keys, List<String> retired) {
    if (keys.isEmpty()) {
      if (!retired.isEmpty()) {
        throw new InvalidSettingException(
            RETIRED,
            "has a value, but there are no keys: entries would be accepted without any",
            "Configure '" + KEYS + "', or leave '" + RETIRED + "' out.");
      }
      return Integrity.checksum();
    }
    requireOneKind(keys);
    return keys.stream().anyMatch(Keys::isPublic)
        ? PublicKeys.integrity(keys, retired)
        : Integrity.hmac(secrets(keys, retired));
  }

  private static boolean isPublic(IntegrityProperties.Key key) {
    return key.publicKey() != null || key.privateKey() != null;
  }

  private static void requireOneKind(List<IntegrityProperties.Key> keys) {
    if (keys.stream().noneMatch(Keys::isPublic)) {
      return;
    }
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).secret() != null) {
        throw new InvalidSettingException(
            property(i) + ".secret", "is set although other keys are public", ONE_KIND);
      }
    }
  }

  private static KeyRing secrets(List<IntegrityProperties.Key> keys, List<String> retired) {
    KeyRing.Builder ring = KeyRing.builder();
    for (int i = 0; i < keys.size(); i++) {
      byte[] secret = secret(property(i) + ".secret", keys.get(i).secret());
      add(i, keys.get(i).id(), id -> ring.add(id, secret));
    }
    retired.forEach(id -> retire(id, ring::retire));
    return ring.build();
  }

  /** Returns the property of a key. */
  static String property(int index) {
    return KEYS + "[" + index + "]";
  }

  /** Adds or retires a key by its id. Throws an IllegalArgumentException for an invalid id. */
  interface ById {
    void accept(String id);
  }

  /** Adds a key to a ring. Returns its id. */
  static String add(int index, @Nullable String id, ById ring) {
    String property = property(index) + ".id";
    if (id == null) {
      throw new InvalidSettingException(
          property, "is missing", "Name the key: the name is part of every stored module.");
    }
    try {
      ring.accept(id);
      return id;
    } catch (InvalidSettingException e) {
      // This is about the key, not about its id.
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          property,
          "has the value '" + id + "', which another key has or which is no valid name",
          "Give each key a name of its own: 1 to 32 letters, digits, dots, hyphens, underscores.");
    }
  }

  static void retire(String id, ById ring) {
    try {
      ring.accept(id);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          RETIRED,
          "has the value '" + id + "', which is a key in use or no valid name",
          "Take the key out of '" + KEYS + "' when you retire it.");
    }
  }

  private static byte[] secret(String property, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new InvalidSettingException(
          property, "is missing", NEW_SECRET + " For signatures, set a public key instead.");
    }
    byte[] secret;
    try {
      secret = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      // Its message quotes a character of the secret, so it is not passed on as the cause.
      throw new InvalidSettingException(property, "is not Base64 (value not shown)", NEW_SECRET);
    }
    if (secret.length < KeyRing.MINIMUM_SECRET_LENGTH) {
      throw new InvalidSettingException(
          property,
          "decodes to %d bytes (value not shown), fewer than %d"
              .formatted(secret.length, KeyRing.MINIMUM_SECRET_LENGTH),
          NEW_SECRET);
    }
    if (isOneByteRepeated(secret)) {
      throw new InvalidSettingException(
          property,
          "is one repeated byte (value not shown), a placeholder that anyone can guess",
          NEW_SECRET);
    }
    return secret;
  }

  private static boolean isOneByteRepeated(byte[] secret) {
    for (byte each : secret) {
      if (each != secret[0]) {
        return false;
      }
    }
    return true;
  }
}
