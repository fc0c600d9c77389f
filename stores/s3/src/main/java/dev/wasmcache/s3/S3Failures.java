package dev.wasmcache.s3;

import dev.wasmcache.StoreException;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.guard.Redacted;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Translates the client's exceptions to those of a store. */
final class S3Failures {

  private static final int LONGEST_CODE = 100;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_IMPLEMENTED = 501;

  private S3Failures() {}

  /** Whether the object does not exist; a missing bucket is a different failure. */
  static boolean notFound(RuntimeException failure) {
    return failure instanceof AwsServiceException answer
        && answer.statusCode() == NOT_FOUND
        && !"NoSuchBucket".equals(code(answer));
  }

  /**
   * Whether the condition of a request does not hold, or a concurrent request conflicts with it.
   */
  static boolean conditionFailed(RuntimeException failure) {
    return failure instanceof AwsServiceException answer
        && (answer.statusCode() == PRECONDITION_FAILED || answer.statusCode() == CONFLICT);
  }

  /** Whether the server does not support conditions. */
  static boolean conditionNotKnown(RuntimeException failure) {
    return failure instanceof AwsServiceException answer
        && (answer.statusCode() == NOT_IMPLEMENTED || "NotImplemented".equals(code(answer)));
  }

  /** Returns the exception to throw in its place. */
  static IOException translate(RuntimeException failure) {
    if (failure instanceof AwsServiceException answer) {
      // The client's message can quote the request.
      return new IOException(
          "S3 answered %d %s"
              .formatted(
                  answer.statusCode(),
                  Printable.text(Redacted.text(String.valueOf(code(answer))), LONGEST_CODE)));
    }
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || timedOut(failure)) {
      return new StoreException(Outcome.TIMEOUT, "S3 did not answer in time");
    }
    if (failure instanceof AbortedException) {
      Thread.currentThread().interrupt();
      return new InterruptedIOException("interrupted while waiting for S3");
    }
    return new IOException("S3 failed: " + Redacted.text(failure), Redacted.failure(failure));
  }

  private static boolean timedOut(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String code(AwsServiceException answer) {
    return answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorCode();
  }
}
