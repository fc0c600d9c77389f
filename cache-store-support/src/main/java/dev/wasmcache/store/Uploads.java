package dev.wasmcache.store;

import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What waits to be stored: so many entries and so many bytes, and what is over that is dropped and
 * counted. Safe for concurrent use.
 */
final class Uploads {

  private final int maximumCount;
  private final long maximumBytes;
  private final ThreadPoolExecutor threads;
  private final LongAdder uploaded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private int count;
  private long bytes;

  Uploads(String name, int threads, int maximumCount, long maximumBytes) {
    this.maximumCount = maximumCount;
    this.maximumBytes = maximumBytes;
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named(name));
    this.threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Takes the room for an entry, before its bytes are taken.
   *
   * @throws StoreException as {@link Outcome#SKIPPED}, if there is none
   */
  void reserve(long size) throws StoreException {
    synchronized (this) {
      if (count < maximumCount && size <= maximumBytes - bytes) {
        count++;
        bytes += size;
        return;
      }
    }
    dropped.increment();
    throw new StoreException(
        Outcome.SKIPPED,
        "%d entries already wait to be uploaded; they may be %d, of %d bytes in all"
            .formatted(count(), maximumCount, maximumBytes));
  }

  /** Gives back the room of an entry. */
  private synchronized void free(long size) {
    count--;
    bytes -= size;
  }

  /** Gives back the room of an entry that does not come. */
  void cancel(long size) {
    free(size);
  }

  /**
   * Runs an upload when its turn comes, in the room that has been reserved.
   *
   * @throws StoreException as {@link Outcome#SKIPPED}, if this is closed
   */
  void add(long size, Upload upload) throws StoreException {
    try {
      threads.execute(new Task(size, upload));
    } catch (RejectedExecutionException e) {
      free(size);
      dropped.increment();
      throw new StoreException(Outcome.SKIPPED, "it is closed");
    }
  }

  /** Waits for what is queued, and drops what is left after that. */
  void close(long timeoutNanos) {
    threads.shutdown();
    boolean interrupted = false;
    try {
      if (threads.awaitTermination(timeoutNanos, TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    for (Runnable left : threads.shutdownNow()) {
      if (left instanceof Task task) {
        task.drop();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized int count() {
    return count;
  }

  synchronized long bytes() {
    return bytes;
  }

  long uploaded() {
    return uploaded.sum();
  }

  long failed() {
    return failed.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  void countDropped() {
    dropped.increment();
  }

  /** Stores an entry. */
  interface Upload {

    /** Answers whether it was tried; what it throws is a failure. */
    boolean run() throws Exception;

    /** Called in the place of {@link #run} if that is never called. */
    void drop();
  }

  private final class Task implements Runnable {
    private final long size;
    private final Upload upload;

    private Task(long size, Upload upload) {
      this.size = size;
      this.upload = upload;
    }

    @Override
    public void run() {
      try {
        (upload.run() ? uploaded : dropped).increment();
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        failed.increment();
        GuardLog.LOG.debug("Wasm cache: an upload failed: {}", Redacted.text(e));
      } finally {
        free(size);
      }
    }

    private void drop() {
      free(size);
      dropped.increment();
      upload.drop();
    }
  }
}
