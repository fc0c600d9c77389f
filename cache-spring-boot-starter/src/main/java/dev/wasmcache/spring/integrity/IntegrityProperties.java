package dev.wasmcache.spring.integrity;

import dev.wasmcache.Integrity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Protection of stored modules against forgery.
 *
 * @param keys Keys that protect stored modules, all with a secret (HMAC) or all with a public key
 *     (Ed25519). All of them verify, and the first that can sign signs. Without a key, damage is
 *     detected but forgery is not.
 * @param retiredKeys Names of keys that are no longer used. Entries that they signed are deleted
 *     when they are found.
 */
public record IntegrityProperties(
    @DefaultValue List<Key> keys, @DefaultValue List<String> retiredKeys) {

  public IntegrityProperties {
    keys = List.copyOf(keys);
    retiredKeys = List.copyOf(retiredKeys);
    // Called for its checks, so that invalid keys are refused when they are bound.
    var unused = Keys.integrity(keys, retiredKeys);
  }

  /** Returns the integrity with these keys; a checksum if there are none. */
  public Integrity toIntegrity() {
    return Keys.integrity(keys, retiredKeys);
  }

  /**
   * A key. Its string form never shows a secret or a private key.
   *
   * @param id Public name of the key, which is part of every entry that it signs.
   * @param secret Secret of the key: Base64 of at least 32 random bytes. It both signs and
   *     verifies.
   * @param publicKey Ed25519 public key, which verifies: PEM text, or Base64 of its DER. An
   *     application that has only public keys stores nothing.
   * @param privateKey Ed25519 private key that belongs to the public key, for applications that
   *     store modules: PEM text, or Base64 of its DER.
   */
  public record Key(
      @Nullable String id,
      @Nullable String secret,
      @Nullable String publicKey,
      @Nullable String privateKey) {
    @Override
    public String toString() {
      return "Key[id=" + id + "]";
    }
  }
}
