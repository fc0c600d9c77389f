package dev.wasmcache.s3;

import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object that was opened: its size is known, and its bytes are read on demand. */
final class S3Entry implements StoredEntry {

  private final long size;
  private final Body body;
  private final Source source;

  S3Entry(ResponseInputStream<GetObjectResponse> answer, long size, Source source) {
    this.size = size;
    this.body = new Body(answer, size);
    this.source = source;
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
  public Optional<StoredEntry> reopen() throws IOException {
    return source.reopen(this);
  }

  @Override
  public boolean discard() throws IOException {
    return source.discard();
  }

  @Override
  public void close() {
    body.close();
  }

  /** Where the entry came from. */
  interface Source {

    /** Deletes the object if it has not been replaced. */
    boolean discard() throws IOException;

    /** Opens the object again, as {@link StoredEntry#reopen}. */
    Optional<StoredEntry> reopen(StoredEntry entry) throws IOException;
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
