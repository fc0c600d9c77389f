package dev.wasmcache;

import dev.wasmcache.internal.entry.HmacAuthenticator;
import dev.wasmcache.internal.entry.KeyTable;
import java.util.Map;
import java.util.Set;

/**
 * Secrets by id: the first signs, all of them verify.
 *
 * <p>To rotate, add the new secret in second place and roll out, then move it to first place and
 * roll out, then remove the old one and {@linkplain Builder#retire retire} its id: no version of
 * the application ever deletes what another version writes. An entry of a key that the ring does
 * not know is a miss. It is kept, for processes that know the key, until it is compiled and stored
 * again. An entry of a retired key is deleted. No entry is handed out unverified. Immutable; never
 * shows a secret.
 */
public final class KeyRing {

  /** The shortest secret in bytes: as long as the digest. */
  public static final int MINIMUM_SECRET_LENGTH = 32;

  private final KeyTable<byte[]> secrets;
  private final String signingId;
  private final byte[] signingSecret;

  private KeyRing(KeyTable<byte[]> secrets, String signingId, byte[] signingSecret) {
    this.secrets = secrets;
    this.signingId = signingId;
    this.signingSecret = signingSecret;
  }

  /** Makes a ring with one secret. See {@link Builder#add}. */
  public static KeyRing of(String id, byte[] secret) {
    return builder().add(id, secret).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Returns the ids of the keys in use, in no particular order. */
  public Set<String> ids() {
    return secrets.ids();
  }

  Integrity integrity() {
    return new Integrity(new HmacAuthenticator(secrets, signingId, signingSecret));
  }

  @Override
  public String toString() {
    return "KeyRing[" + signingId + " of " + secrets + "]";
  }

  /** Collects secrets. Not safe for concurrent use. */
  public static final class Builder {
    private final KeyTable.Builder<byte[]> secrets = new KeyTable.Builder<>();

    private Builder() {}

    /**
     * Adds a secret. The first one added signs.
     *
     * @param id a public name for it: 1 to 32 letters, digits, dots, hyphens, underscores
     * @param secret at least {@value KeyRing#MINIMUM_SECRET_LENGTH} random bytes; they are copied
     * @throws IllegalArgumentException if the id is anything else, already added or retired, or the
     *     secret is shorter
     */
    public Builder add(String id, byte[] secret) {
      if (secret.length < MINIMUM_SECRET_LENGTH) {
        throw new IllegalArgumentException(
            "The secret of key '%s' has %d bytes; it needs at least %d"
                .formatted(id, secret.length, MINIMUM_SECRET_LENGTH));
      }
      secrets.add(id, secret.clone());
      return this;
    }

    /**
     * Retires a key: an entry that it signed is deleted when it is found. Needs only the id.
     *
     * @throws IllegalArgumentException if the id is not valid, or is that of a key in the ring
     */
    public Builder retire(String id) {
      secrets.retire(id);
      return this;
    }

    /**
     * Makes the ring.
     *
     * @throws IllegalArgumentException if no secret was added
     */
    public KeyRing build() {
      KeyTable<byte[]> table = secrets.build();
      Map.Entry<String, byte[]> first = secrets.first();
      return new KeyRing(table, first.getKey(), first.getValue());
    }
  }
}
