package dev.wasmcache;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Key rings of keys that are the same for one name in one JVM, of both kinds. */
public enum Keys {
  HMAC {
    @Override
    public Integrity of(String... ids) {
      KeyRing.Builder ring = KeyRing.builder();
      for (String id : ids) {
        if (id.startsWith("-")) {
          ring.retire(id.substring(1));
        } else {
          ring.add(id, secret(id));
        }
      }
      return Integrity.hmac(ring.build());
    }

    @Override
    public Integrity forger(String id) {
      return Integrity.hmac(KeyRing.of(id, secret("forged " + id)));
    }
  },
  ED25519 {
    @Override
    public Integrity of(String... ids) {
      SignatureKeyRing.Builder ring = ring(ids);
      return Integrity.ed25519(ring.signWith(ids[0], pair(ids[0]).getPrivate()).build());
    }

    @Override
    public Integrity forger(String id) {
      KeyPair forged = pair("forged " + id);
      return Integrity.ed25519(
          SignatureKeyRing.builder()
              .add(id, forged.getPublic())
              .signWith(id, forged.getPrivate())
              .build());
    }
  };

  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  /** Returns an integrity whose first key signs; a hyphen marks the ids of retired keys. */
  public abstract Integrity of(String... ids);

  /** Returns an integrity that claims a key which it does not have. */
  public abstract Integrity forger(String id);

  /** Returns an integrity that has public keys only. */
  public static Integrity publicOnly(String... ids) {
    return Integrity.ed25519(ring(ids).build());
  }

  public static byte[] secret(String id) {
    return Bodies.random(id.hashCode(), 32);
  }

  public static KeyPair pair(String name) {
    return PAIRS.computeIfAbsent(name, unused -> generate("Ed25519"));
  }

  public static KeyPair generate(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns every way to protect an entry. */
  public static Stream<Integrity> integrities() {
    return Stream.of(Integrity.checksum(), HMAC.of("k1"), ED25519.of("k1"));
  }

  private static SignatureKeyRing.Builder ring(String... ids) {
    SignatureKeyRing.Builder ring = SignatureKeyRing.builder();
    for (String id : ids) {
      if (id.startsWith("-")) {
        ring.retire(id.substring(1));
      } else {
        ring.add(id, pair(id).getPublic());
      }
    }
    return ring;
  }
}
