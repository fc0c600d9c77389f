package dev.wasmcache;

import dev.wasmcache.internal.entry.Ed25519;
import dev.wasmcache.internal.entry.Ed25519Authenticator;
import dev.wasmcache.internal.entry.KeyTable;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Public keys for Ed25519 by id, all of which verify; a process that signs has one private key too.
 *
 * <p>To rotate, give every application the new public key and roll out, then let builders that have
 * the new key pair, and the old id {@linkplain Builder#retire retired}, store every module again,
 * then retire the old id in the applications. An entry of a key that the ring does not know is a
 * miss and stays for processes that know it; an entry of a retired key is deleted. No entry is
 * handed out unverified. Immutable; never shows a private key.
 */
public final class SignatureKeyRing {

  private final KeyTable<PublicKey> keys;
  private final String signingId;
  private final @Nullable PrivateKey signingKey;

  private SignatureKeyRing(
      KeyTable<PublicKey> keys, String signingId, @Nullable PrivateKey signingKey) {
    this.keys = keys;
    this.signingId = signingId;
    this.signingKey = signingKey;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a public key.
   *
   * @param der X.509 SubjectPublicKeyInfo in DER, as {@code openssl pkey -pubout -outform DER}
   *     writes it
   * @return a key that a ring may still {@linkplain Builder#add refuse}
   * @throws IllegalArgumentException if it is anything else, or a key for another algorithm
   */
  public static PublicKey publicKey(byte[] der) {
    return Ed25519.publicKey(der);
  }

  /**
   * Reads a private key.
   *
   * @param der unencrypted PKCS#8 in DER, as {@code openssl genpkey -algorithm ed25519 -outform
   *     DER} writes it
   * @throws IllegalArgumentException if it is anything else, or a key for another algorithm; it
   *     does not show the key
   */
  public static PrivateKey privateKey(byte[] der) {
    return Ed25519.privateKey(der);
  }

  /** Returns the ids of the keys in use, in no order. */
  public Set<String> ids() {
    return keys.ids();
  }

  Integrity integrity() {
    return new Integrity(new Ed25519Authenticator(keys, signingId, signingKey));
  }

  @Override
  public String toString() {
    return "SignatureKeyRing["
        + (signingKey == null ? "verifies only, " : signingId + " of ")
        + keys
        + "]";
  }

  /** Collects keys. Not safe for concurrent use. */
  public static final class Builder {
    private final KeyTable.Builder<PublicKey> keys = new KeyTable.Builder<>();
    private String signingId = "";
    private @Nullable PrivateKey signingKey;

    private Builder() {}

    /**
     * Adds a key that verifies.
     *
     * @param id a public name for it: 1 to 32 letters, digits, dots, hyphens, underscores
     * @throws IllegalArgumentException if the id is anything else, there already or retired, or the
     *     key is not for Ed25519
     * @throws UnusableKeyException if no private key belongs to the public key: it is not a point
     *     on the curve, is not in canonical form, or has a small order, so that anyone could make
     *     signatures for it
     */
    public Builder add(String id, PublicKey publicKey) {
      if (!Ed25519.fits(publicKey)) {
        throw new IllegalArgumentException("The public key '" + id + "' is not for Ed25519");
      }
      Optional<String> problem = Ed25519.problem(publicKey);
      if (problem.isPresent()) {
        throw new UnusableKeyException(id, problem.get());
      }
      keys.add(id, publicKey);
      return this;
    }

    /** Adds a key that verifies. See {@link SignatureKeyRing#publicKey}. */
    public Builder add(String id, byte[] publicKey) {
      return add(id, publicKey(publicKey));
    }

    /**
     * Signs with a key, whose public key has been added. Default: nothing is signed.
     *
     * @throws IllegalArgumentException if there is a key that signs already, no public key of this
     *     id, or one that the private key does not belong to
     */
    public Builder signWith(String id, PrivateKey privateKey) {
      PublicKey publicKey = keys.find(id);
      if (publicKey == null) {
        throw new IllegalArgumentException(
            "Add the public key '" + id + "' before you sign with it");
      }
      if (signingKey != null) {
        throw new IllegalArgumentException("The key '" + signingId + "' signs already");
      }
      if (!Ed25519.fits(privateKey) || !Ed25519.belongs(privateKey, publicKey)) {
        throw new IllegalArgumentException(
            "The private key '" + id + "' does not belong to the public key of this id");
      }
      this.signingId = id;
      this.signingKey = privateKey;
      return this;
    }

    /** Signs with a key. See {@link SignatureKeyRing#privateKey}. */
    public Builder signWith(String id, byte[] privateKey) {
      return signWith(id, privateKey(privateKey));
    }

    /**
     * Retires a key: what it has signed is deleted when it is come across. Needs the id only.
     *
     * @throws IllegalArgumentException if the id cannot be one, or is that of a key in the ring
     */
    public Builder retire(String id) {
      keys.retire(id);
      return this;
    }

    /**
     * Makes the ring.
     *
     * @throws IllegalArgumentException if no public key was added
     */
    public SignatureKeyRing build() {
      return new SignatureKeyRing(keys.build(), signingId, signingKey);
    }
  }
}
