package dev.wasmcache;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Secrets by id: the first signs, all of them verify.
 *
 * <p>To rotate, put the new secret second and roll out, then first and roll out, then take the old
 * one out: no version of the application ever refuses what another one writes. Immutable; never
 * shows a secret.
 */
public final class KeyRing {

  /** The shortest secret in bytes: as long as the digest. */
  public static final int MINIMUM_SECRET_LENGTH = 32;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

  private final Map<String, byte[]> secrets;
  private final String signingId;

  private KeyRing(Map<String, byte[]> secrets, String signingId) {
    this.secrets = secrets;
    this.signingId = signingId;
  }

  /** Makes a ring of one secret. See {@link Builder#add}. */
  public static KeyRing of(String id, byte[] secret) {
    return builder().add(id, secret).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Answers the ids, in no order. */
  public Set<String> ids() {
    return Set.copyOf(secrets.keySet());
  }

  String signingId() {
    return signingId;
  }

  byte[] signingSecret() {
    return secret(signingId).orElseThrow();
  }

  Optional<byte[]> secret(String id) {
    return Optional.ofNullable(secrets.get(id));
  }

  @Override
  public String toString() {
    return "KeyRing[" + signingId + " of " + secrets.size() + "]";
  }

  /** Collects secrets. Not safe for concurrent use. */
  public static final class Builder {
    private final Map<String, byte[]> secrets = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a secret. The first one added signs.
     *
     * @param id a public name for it: 1 to 32 letters, digits, dots, hyphens, underscores
     * @param secret at least {@value KeyRing#MINIMUM_SECRET_LENGTH} bytes that nobody can guess; it
     *     is copied
     * @throws IllegalArgumentException if the id is anything else or there already, or the secret
     *     shorter
     */
    public Builder add(String id, byte[] secret) {
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException(
            "The id of a key has 1 to 32 letters, digits, dots, hyphens or underscores: " + id);
      }
      if (secret.length < MINIMUM_SECRET_LENGTH) {
        throw new IllegalArgumentException(
            "The secret of key '%s' has %d bytes; it needs at least %d"
                .formatted(id, secret.length, MINIMUM_SECRET_LENGTH));
      }
      if (secrets.putIfAbsent(id, secret.clone()) != null) {
        throw new IllegalArgumentException("There are two keys of the id '" + id + "'");
      }
      return this;
    }

    /**
     * Makes the ring.
     *
     * @throws IllegalArgumentException if no secret was added
     */
    public KeyRing build() {
      if (secrets.isEmpty()) {
        throw new IllegalArgumentException("A key ring needs at least one key");
      }
      return new KeyRing(Map.copyOf(secrets), secrets.keySet().iterator().next());
    }
  }
}
