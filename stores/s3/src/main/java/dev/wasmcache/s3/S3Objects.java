package dev.wasmcache.s3;

import dev.wasmcache.CacheKey;
import java.util.Optional;

/**
 * The names of objects. Leases have a different prefix than entries, so that a lifecycle rule can
 * delete each after its own time.
 */
record S3Objects(String prefix) {

  // Raised with the entry format: two versions share a bucket without seeing each other's entries.
  private static final String FORMAT = "v1/";

  private static final int SPREAD = 2;

  String entry(CacheKey key) {
    return entries() + key.toHex();
  }

  String entries() {
    return prefix + FORMAT;
  }

  /** Parses the name of an entry; empty if it is not one. */
  Optional<CacheKey> key(String name) {
    if (!name.startsWith(entries())) {
      // A server may list names that were not requested.
      return Optional.empty();
    }
    try {
      CacheKey key = CacheKey.parse(name.substring(entries().length()));
      return entry(key).equals(name) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the name of a lease. The limits of S3 are for each part of a bucket, which is split by
   * the first characters of the names: so the first digits of the key, which is a digest, come as
   * soon as a rule for all leases permits. Servers that keep objects in folders get 256 small ones.
   */
  String lease(CacheKey key) {
    String digits = key.toHex();
    return prefix + "leases/" + FORMAT + digits.substring(0, SPREAD) + "/" + digits;
  }
}
