package dev.wasmcache.faults;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Modules by number, and artifacts whose content identifies their module and can be verified. */
final class Entries {

  /** Two slices of an entry, so that it takes several reads and writes. */
  static final int SIZE = 200_000;

  private static final Fingerprint FINGERPRINT =
      new Fingerprint("faults", "1", Map.of(), "any", 1, 0);

  private static final int HEAD = 24;

  private Entries() {}

  static CompileRequest request(int number) {
    return CompileRequest.of(ByteBuffer.allocate(4).putInt(number).array(), FINGERPRINT);
  }

  static CacheKey key(int number) {
    return request(number).key();
  }

  static byte[] body(int number, long seed, int size) {
    byte[] body = new byte[Math.max(size, HEAD)];
    new Random(seed).nextBytes(body);
    ByteBuffer.wrap(body).putLong(number).putLong(seed).putLong(body.length);
    return body;
  }

  static Artifact artifact(int number, long seed) {
    return Artifact.of(body(number, seed, SIZE));
  }

  /** Returns the seed that a body was made from; empty if it was not made under this number. */
  static Optional<Long> seed(int number, byte[] body) {
    if (body.length < HEAD) {
      return Optional.empty();
    }
    ByteBuffer head = ByteBuffer.wrap(body);
    long claimed = head.getLong();
    long seed = head.getLong();
    // A truncated body is right up to its end; its announced length shows the truncation.
    boolean right =
        claimed == number
            && head.getLong() == body.length
            && Arrays.equals(body, body(number, seed, body.length));
    return right ? Optional.of(seed) : Optional.empty();
  }
}
