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
import software.amazon.awssdk.core.exception.RetryableException;

/** Translates the client's exceptions to those of a store. */
final class S3Failures {

  private static final int LONGEST_CODE = 100;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int INTERNAL_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;
  private static final int GATEWAY_TIMEOUT = 504;

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

  /**
   * Whether the server works, but serves others and wants to be asked later. Amazon's answers an
   * internal error when it is overloaded, too.
   */
  static boolean busy(RuntimeException failure) {
    return failure instanceof AwsServiceException answer
        && (answer.statusCode() == UNAVAILABLE
            || answer.statusCode() == TOO_MANY_REQUESTS
            || (answer.statusCode() == INTERNAL_ERROR && "InternalError".equals(code(answer)))
            || answer.isThrottlingException());
  }

  /**
   * Whether the client is to try a request once more by itself. Not if the server is busy: the
   * caller waits longer before it asks again, and at a random time.
   */
  static boolean worthSecondAttempt(Throwable failure) {
    if (failure instanceof AwsServiceException answer) {
      int status = answer.statusCode();
      return !busy(answer)
          && (status == INTERNAL_ERROR
              || status == BAD_GATEWAY
              || status == GATEWAY_TIMEOUT
              || answer.isClockSkewException());
    }
    return failure instanceof RetryableException
        || failure instanceof ApiCallAttemptTimeoutException
        || has(failure, IOException.class);
  }

  /** Returns the exception to throw in its place. */
  static IOException translate(RuntimeException failure) {
    if (failure instanceof AwsServiceException answer) {
      // The client's message can quote the request.
      String what =
          "%d %s"
              .formatted(
                  answer.statusCode(),
                  Printable.text(Redacted.text(String.valueOf(code(answer))), LONGEST_CODE))
              .strip();
      return busy(answer)
          ? new StoreException(Outcome.BUSY, "S3 is busy: " + what)
          : new IOException("S3 answered " + what);
    }
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || has(failure, SocketTimeoutException.class)) {
      return new StoreException(Outcome.TIMEOUT, "S3 did not answer in time");
    }
    if (failure instanceof AbortedException) {
      Thread.currentThread().interrupt();
      return new InterruptedIOException("interrupted while waiting for S3");
    }
    return new IOException("S3 failed: " + Redacted.text(failure), Redacted.failure(failure));
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String code(AwsServiceException answer) {
    return answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorCode();
  }
}
