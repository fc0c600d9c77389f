package dev.wasmcache;

import dev.wasmcache.internal.entry.Authenticator;
import dev.wasmcache.internal.entry.ChecksumAuthenticator;
import dev.wasmcache.stats.Outcome;
import java.util.Set;

/**
 * How entries are protected, and what a reader accepts.
 *
 * <p>The configuration of the reader decides, never what an entry says about itself: with a key
 * configured, an entry without a valid authenticator is refused, whatever its header claims.
 * Immutable and safe for concurrent use.
 */
public final class Integrity {

  private final Authenticator authenticator;

  Integrity(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * Returns CRC32C over header and body: it detects damage, but not forgery. For a directory that
   * only trusted users can write to.
   */
  public static Integrity checksum() {
    return new Integrity(ChecksumAuthenticator.INSTANCE);
  }

  /**
   * Returns HMAC-SHA256 with a shared secret: only a process that knows a key of the ring can make
   * an entry that is accepted. A process that can verify can also sign.
   */
  public static Integrity hmac(KeyRing keys) {
    return keys.integrity();
  }

  /**
   * Returns Ed25519 signatures: only a process with a private key can make an entry that is
   * accepted. Builds have a private key; applications have the public keys, and verify. A cache
   * whose ring has no private key stores nothing below memory: each write is counted as {@link
   * Outcome#SKIPPED}.
   */
  public static Integrity ed25519(SignatureKeyRing keys) {
    return keys.integrity();
  }

  /** Returns the name of the protection: {@code crc32c}, {@code hmac-sha256} or {@code ed25519}. */
  public String kind() {
    return authenticator.kind();
  }

  /**
   * Returns the public ids of the keys that are accepted, in no particular order; none for a
   * checksum.
   */
  public Set<String> keyIds() {
    return authenticator.keyIds();
  }

  /** Whether entries are protected against forgery, not only against damage. */
  public boolean authenticates() {
    return authenticator.authenticates();
  }

  /** Whether entries can be made, and not only verified. */
  public boolean canWrite() {
    return authenticator.canWrite();
  }

  Authenticator authenticator() {
    return authenticator;
  }

  @Override
  public String toString() {
    return authenticator.toString();
  }
}
