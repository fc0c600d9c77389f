package dev.wasmcache.store;

import dev.wasmcache.CacheKey;
import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be stored: so many entries and so many bytes, and what is over that is dropped and
 * counted. Safe for concurrent use.
 */
final class Uploads {

  private final ConcurrentMap<CacheKey, Task> pending = new ConcurrentHashMap<>();
  private final int maximumCount;
  private final long maximumBytes;
  private final ThreadPoolExecutor threads;
  private final LongAdder uploaded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private int count;
  private long bytes;

  Uploads(ThreadFactory factory, int threads, int maximumCount, long maximumBytes) {
    this.maximumCount = maximumCount;
    this.maximumBytes = maximumBytes;
    this.threads =
        new ThreadPoolExecutor(
            threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
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
  void add(CacheKey key, long size, Upload upload) throws StoreException {
    Task task = new Task(key, size, upload);
    pending.put(key, task);
    try {
      threads.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      boolean unused = threads.remove(task);
      if (!task.begin()) {
        // It was queued before the thread for it failed, and another one has it.
        return;
      }
      pending.remove(key, task);
      free(size);
      dropped.increment();
      throw new StoreException(
          Outcome.SKIPPED,
          e instanceof OutOfMemoryError ? "there is no thread for it" : "it is closed");
    }
  }

  /** What is done when an entry has been stored, or at once if it does not wait for that. */
  interface Sequel {
    void run() throws IOException;
  }

  /**
   * Does something when the entry of a key has been stored: a lease that is released before lets
   * other processes compile what is on its way.
   *
   * @throws IOException if it was done at once, and failed
   */
  void after(CacheKey key, Sequel sequel) throws IOException {
    Task task = pending.get(key);
    if (task == null || !task.then(sequel)) {
      sequel.run();
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

    /** Returns whether it was tried; an exception is a failure. */
    boolean run() throws Exception;

    /** Called in the place of {@link #run} if that is never called. */
    void drop();
  }

  private final class Task implements Runnable {
    private final CacheKey key;
    private final long size;
    private final Upload upload;
    private @Nullable Sequel sequel;
    private boolean begun;
    private boolean over;

    private Task(CacheKey key, long size, Upload upload) {
      this.key = key;
      this.size = size;
      this.upload = upload;
    }

    /** Whether the caller may run or drop it: true once. */
    private synchronized boolean begin() {
      boolean first = !begun;
      begun = true;
      return first;
    }

    @Override
    public void run() {
      if (!begin()) {
        return;
      }
      try {
        (upload.run() ? uploaded : dropped).increment();
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        failed.increment();
        GuardLog.LOG.debug("Wasm cache: an upload failed: {}", Redacted.text(e));
      } finally {
        free(size);
        end();
      }
    }

    /** Whether it will be done. */
    private synchronized boolean then(Sequel added) {
      if (over || sequel != null) {
        return false;
      }
      sequel = added;
      return true;
    }

    private void end() {
      pending.remove(key, this);
      Sequel left;
      synchronized (this) {
        over = true;
        left = sequel;
      }
      if (left != null) {
        try {
          left.run();
        } catch (IOException | RuntimeException e) {
          GuardLog.LOG.debug("Wasm cache: what follows an upload failed: {}", Redacted.text(e));
        }
      }
    }

    private void drop() {
      if (!begin()) {
        return;
      }
      free(size);
      end();
      dropped.increment();
      upload.drop();
    }
  }
}
