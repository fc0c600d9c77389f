package dev.wasmcache.s3;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object. If an answer breaks off after some of them, the rest is requested, a few
 * times. Ends at most one byte after the announced size. For one thread.
 */
final class S3Body extends InputStream {

  private static final int MAXIMUM_REQUESTS_FOR_REST = 3;

  private final long size;
  private final Rest rest;
  private ResponseInputStream<GetObjectResponse> answer;
  private long position;
  private int requestsForRest;
  private boolean atEnd;

  S3Body(ResponseInputStream<GetObjectResponse> answer, long size, Rest rest) {
    this.answer = answer;
    this.size = size;
    this.rest = rest;
  }

  /** Opens the rest of an object. */
  interface Rest {
    ResponseInputStream<GetObjectResponse> from(long position) throws IOException;
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
    while (!atEnd && position <= size) {
      @Nullable IOException failure;
      try {
        int read = answer.read(target, offset, (int) Math.min(length, size + 1 - position));
        if (read >= 0) {
          position += read;
          return read;
        }
        atEnd = position == size;
        failure = atEnd ? null : new EOFException(message());
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException e) {
        failure = S3Failures.translate(e);
      }
      if (failure != null) {
        goOn(failure);
      }
    }
    return -1;
  }

  private String message() {
    return "S3's answer ended after %d of %d bytes".formatted(position, size);
  }

  /** Continues with another answer, or throws why the one before ended. */
  private void goOn(IOException failure) throws IOException {
    if (position == 0 || position >= size || isInterrupt(failure)) {
      throw failure;
    }
    answer.abort();
    while (requestsForRest < MAXIMUM_REQUESTS_FOR_REST) {
      requestsForRest++;
      try {
        answer = rest.from(position);
        return;
      } catch (IOException e) {
        if (!isBusy(e)) {
          failure.addSuppressed(e);
          throw failure;
        }
        if (requestsForRest == MAXIMUM_REQUESTS_FOR_REST) {
          throw e;
        }
        Pauses.beforeRepetition(requestsForRest);
      }
    }
    throw failure;
  }

  private static boolean isBusy(IOException failure) {
    return failure instanceof StoreException refused && refused.outcome() == Outcome.BUSY;
  }

  /** Whether no caller waits any more. That a socket timed out is not such a failure. */
  private static boolean isInterrupt(IOException failure) {
    return Thread.currentThread().isInterrupted()
        || (failure instanceof InterruptedIOException
            && !(failure instanceof SocketTimeoutException));
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
