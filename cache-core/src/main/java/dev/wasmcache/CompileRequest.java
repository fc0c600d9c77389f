package dev.wasmcache;

import dev.wasmcache.internal.Digests;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.entry.FingerprintEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A module and the fingerprint of the engine that is to compile it: what a compiler is given and
 * what the key is made from, so that nothing outside the key can change an artifact.
 *
 * <p>The only source of keys. Immutable and safe for concurrent use; the digest of the module is
 * computed once.
 */
public final class CompileRequest {

  private static final byte[] DOMAIN = "dev.wasmcache key 1\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] NOTE_DOMAIN =
      "dev.wasmcache note 1\n".getBytes(StandardCharsets.US_ASCII);

  private final byte[] wasm;
  private final int size;
  private final Fingerprint fingerprint;
  private final @Nullable String name;
  private volatile byte @Nullable [] moduleDigest;
  private @Nullable volatile CacheKey key;
  private @Nullable volatile CacheKey noteKey;
  // Without order: a thread that sees an older one, or none, looks the module up.
  private @Nullable LiveUse<?> lastUse;

  /**
   * Makes a request from an array that no other code changes.
   *
   * @param name null if it has none
   */
  CompileRequest(byte[] wasm, Fingerprint fingerprint, @Nullable String name) {
    this(wasm, wasm.length, fingerprint, name);
  }

  private CompileRequest(byte[] wasm, int size, Fingerprint fingerprint, @Nullable String name) {
    this.wasm = wasm;
    this.size = size;
    this.fingerprint = fingerprint;
    this.name = name;
  }

  /** Makes a request from a copy of the module's bytes. */
  public static CompileRequest of(byte[] wasm, Fingerprint fingerprint) {
    return new CompileRequest(wasm.clone(), fingerprint, null);
  }

  /**
   * Makes a request for a module that is not available as bytes, from others that stand for it: two
   * modules with the same identity are one to the cache. The fingerprint must be used for no other
   * kind of request.
   *
   * @param identity the digest of another form of the module; it takes the place of the bytes and
   *     is copied
   * @param size the size of the module in bytes, as far as it is known; at least 0
   * @throws IllegalArgumentException if the size is negative
   */
  public static CompileRequest ofIdentity(byte[] identity, int size, Fingerprint fingerprint) {
    if (size < 0) {
      throw new IllegalArgumentException("The size of a module must not be negative: " + size);
    }
    return new CompileRequest(identity.clone(), size, fingerprint, null);
  }

  /**
   * Returns the same request with a name for the module, used in logs and endpoints. The name is
   * not part of the key.
   */
  public CompileRequest named(String newName) {
    CompileRequest named = new CompileRequest(wasm, size, fingerprint, newName);
    named.moduleDigest = moduleDigest;
    named.key = key;
    return named;
  }

  /** Returns a request for a copy of the bytes, with a key computed from that copy. */
  CompileRequest copied() {
    return new CompileRequest(wasm.clone(), size, fingerprint, name);
  }

  /** Returns the live module that this request was last given, if any. */
  @Nullable LiveUse<?> lastUse() {
    return lastUse;
  }

  void used(LiveUse<?> use) {
    lastUse = use;
  }

  /** Returns the name of the module, if it was given one. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /**
   * Returns a description of the module for logs and messages: its name if it has one, and its key.
   */
  public String describe() {
    return name == null ? key().toHex() : "'" + Printable.text(name) + "' (" + key() + ")";
  }

  /** Returns a copy of the module's bytes, or of its {@linkplain #ofIdentity identity}. */
  public byte[] wasm() {
    return wasm.clone();
  }

  /** Returns the same as {@link #wasm} as a read-only buffer, without a copy. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(wasm).asReadOnlyBuffer();
  }

  /** The array itself, for engines of this process, which promise not to change it. */
  byte[] array() {
    return wasm;
  }

  /** Returns the size of the module in bytes. */
  public int size() {
    return size;
  }

  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * Returns the key: SHA-256 over a domain, the fingerprint (each text preceded by its length) and
   * the SHA-256 of the module. The first call hashes the module, about 1 ms per megabyte in a warm
   * JVM.
   */
  public CacheKey key() {
    CacheKey known = key;
    if (known == null) {
      byte[] readable = FingerprintEncoding.encode(fingerprint);
      known = CacheKey.of(Digests.sha256(DOMAIN, readable, moduleDigest()));
      key = known;
    }
    return known;
  }

  /** Returns the key of the notes about this module, which is the same for every engine. */
  CacheKey noteKey() {
    CacheKey known = noteKey;
    if (known == null) {
      known = CacheKey.of(Digests.sha256(NOTE_DOMAIN, moduleDigest()));
      noteKey = known;
    }
    return known;
  }

  private byte[] moduleDigest() {
    byte[] known = moduleDigest;
    if (known == null) {
      // Two threads may both compute it: the result is the same.
      known = Digests.sha256(wasm);
      moduleDigest = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return "CompileRequest[" + key() + ", " + size + " bytes, " + fingerprint + "]";
  }
}
