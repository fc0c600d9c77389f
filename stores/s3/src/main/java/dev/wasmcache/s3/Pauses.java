package dev.wasmcache.s3;

import java.io.InterruptedIOException;
import java.util.concurrent.ThreadLocalRandom;

/** The pauses before a request to a busy server is repeated. */
final class Pauses {

  private static final long FIRST_MILLIS = 100;

  private Pauses() {}

  /**
   * Waits for a random time, since others wait as well.
   *
   * @param repetition counted from 1; each may take twice as long as the one before
   * @throws InterruptedIOException if the thread is interrupted
   */
  static void beforeRepetition(int repetition) throws InterruptedIOException {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(FIRST_MILLIS << repetition));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for S3");
    }
  }
}
