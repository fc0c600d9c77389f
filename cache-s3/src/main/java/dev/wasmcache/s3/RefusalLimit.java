package dev.wasmcache.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Cuts off what a server says beside a refusal: the client reads all of it into memory, and parses
 * it with a call for each element that is in another one.
 */
final class RefusalLimit implements ExecutionInterceptor {

  /** What S3 says has some hundred bytes, and one of this size takes little of a stack. */
  static final int MAXIMUM_BYTES = 4 * 1024;

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    return context.httpResponse().isSuccessful()
        ? context.responseBody()
        : context.responseBody().map(Limited::new);
  }

  private static final class Limited extends FilterInputStream {
    private int left = MAXIMUM_BYTES;

    private Limited(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length > 0 && left == 0) {
        return -1;
      }
      int read = super.read(target, offset, Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
