package dev.wasmcache.s3;

import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object that was opened: its size is known, and its bytes are read on demand. */
abstract class S3Entry implements StoredEntry {

  private final long size;
  private final S3Body body;

  S3Entry(ResponseInputStream<GetObjectResponse> answer, long size) {
    this.size = size;
    this.body = new S3Body(answer, size, this::rest);
  }

  /**
   * Opens the rest of the same object, from a position on.
   *
   * @throws IOException if there is no such object any more, or the store failed
   */
  abstract ResponseInputStream<GetObjectResponse> rest(long position) throws IOException;

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
}
