package dev.wasmcache.s3;

import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object that was opened: its size is known, and its bytes are read on demand. */
abstract class S3Entry implements StoredEntry {

  private final long size;
  private final Body body;

  S3Entry(ResponseInputStream<GetObjectResponse> answer, long size) {
    this.size = size;
    this.body = new Body(answer, size);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream content() {
    return body;
  }

  @Override
  public void close() {
    body.close();
  }

  /** Ends at most one byte after the announced size. */
  private static final class Body extends InputStream {
    private final ResponseInputStream<GetObjectResponse> answer;
    private long left;
    private boolean atEnd;

    private Body(ResponseInputStream<GetObjectResponse> answer, long size) {
      this.answer = answer;
      this.left = size + 1;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (atEnd || left == 0) {
        return -1;
      }
      try {
        int read = answer.read(target, offset, (int) Math.min(length, left));
        atEnd = read < 0;
        left -= Math.max(0, read);
        return read;
      } catch (IOException e) {
        throw e;
      } catch (RuntimeException e) {
        throw S3Failures.translate(e);
      }
    }

    @Override
    public void close() {
      if (!atEnd) {
        // Closing it would read the rest.
        answer.abort();
        return;
      }
      try {
        answer.close();
      } catch (IOException | RuntimeException e) {
        // The whole object was read.
      }
    }
  }
}
