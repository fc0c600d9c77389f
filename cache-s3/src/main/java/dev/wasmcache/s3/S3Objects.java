package dev.wasmcache.s3;

import dev.wasmcache.CacheKey;
import java.util.Optional;

/**
 * The names of objects. Leases are apart from entries, so that a rule can delete each in its time.
 */
record S3Objects(String prefix) {

  // Raised with the format of entries: two versions share a bucket and see nothing of each other.
  private static final String FORMAT = "v1/";

  String entry(CacheKey key) {
    return entries() + key.toHex();
  }

  String entries() {
    return prefix + FORMAT;
  }

  /** Reads the name of an entry; empty if it is not one. */
  Optional<CacheKey> key(String name) {
    if (!name.startsWith(entries())) {
      // A server may list what was not asked for.
      return Optional.empty();
    }
    try {
      CacheKey key = CacheKey.parse(name.substring(entries().length()));
      return entry(key).equals(name) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  String lease(CacheKey key) {
    return prefix + "leases/" + FORMAT + key.toHex();
  }
}
