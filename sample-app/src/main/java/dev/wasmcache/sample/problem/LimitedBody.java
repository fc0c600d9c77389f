package dev.wasmcache.sample.problem;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongFunction;

/** Reads the body of a request, and no more than is allowed. */
public final class LimitedBody {

  private LimitedBody() {}

  /**
   * Returns the bytes of a body.
   *
   * @param declared the request's Content-Length, which may be wrong or missing
   * @param tooLarge creates the problem for the limit
   */
  public static byte[] read(
      long declared, InputStream body, long maximumBytes, LongFunction<Problem> tooLarge)
      throws IOException {
    if (declared <= maximumBytes) {
      byte[] bytes = body.readNBytes((int) Math.min(maximumBytes + 1, 1 << 30));
      if (bytes.length <= maximumBytes) {
        return bytes;
      }
    }
    throw tooLarge.apply(maximumBytes);
  }
}
