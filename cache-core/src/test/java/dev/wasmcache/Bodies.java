package dev.wasmcache;

import java.util.Random;

/** Bodies of artifacts that are determined by a seed. */
public final class Bodies {

  private Bodies() {}

  public static byte[] random(long seed, int size) {
    byte[] body = new byte[size];
    new Random(seed).nextBytes(body);
    return body;
  }
}
