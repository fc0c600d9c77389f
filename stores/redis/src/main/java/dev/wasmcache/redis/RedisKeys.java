package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;
import java.nio.charset.StandardCharsets;

/**
 * The names of keys in Redis. All keys of one entry have the same part in braces, so that a cluster
 * keeps them on one node.
 */
record RedisKeys(String prefix) {

  // Raised with the entry format: two versions share a server without seeing each other's entries.
  private static final String FORMAT = ":v1:";

  byte[] entry(CacheKey key) {
    return bytes(name(key));
  }

  byte[] chunk(CacheKey key, EntryFrame frame, int number) {
    return bytes(name(key) + ":" + frame.writeId() + ":" + number);
  }

  byte[][] chunks(CacheKey key, EntryFrame frame) {
    byte[][] names = new byte[frame.chunks()][];
    for (int i = 0; i < names.length; i++) {
      names[i] = chunk(key, frame, i);
    }
    return names;
  }

  byte[] lease(CacheKey key) {
    return bytes(prefix + FORMAT + "lease:{" + key.toHex() + "}");
  }

  private String name(CacheKey key) {
    return prefix + FORMAT + "{" + key.toHex() + "}";
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
