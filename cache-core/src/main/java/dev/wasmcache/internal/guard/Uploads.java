package dev.wasmcache.internal.guard;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoreException;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.entry.EntryBytes;
import dev.wasmcache.internal.entry.EntryPacker;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stores entries in the background, compressed, unless the store says that it has them by then. So
 * many entries and so many bytes, before they are compressed, may wait; what is over that, or comes
 * while the tier is paused, is dropped and counted. Safe for concurrent use.
 */
public final class Uploads {

  private static final long KEPT_ALIVE_SECONDS = 10;

  private final ArtifactStore store;
  private final Guard guard;
  private final Limits limits;
  private final EntryPacker packer;
  private final ThreadPoolExecutor threads;
  private final ConcurrentMap<CacheKey, Task> pending = new ConcurrentHashMap<>();
  private final LongAdder uploaded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private int count;
  private long bytes;

  /**
   * What may wait, and how long it may take.
   *
   * @param threads how many entries are stored at once
   * @param maximumCount how many entries may wait or be in progress
   * @param maximumBytes how many bytes of them, before they are compressed
   * @param timeout how long an entry may take, besides the time for its bytes
   * @param closeTimeout how long {@link #close} waits
   */
  public record Limits(
      int threads, int maximumCount, long maximumBytes, Duration timeout, Duration closeTimeout) {}

  /**
   * @param factory creates the threads; null for daemon threads
   */
  public Uploads(
      ArtifactStore store,
      Guard guard,
      Limits limits,
      EntryPacker packer,
      @Nullable ThreadFactory factory) {
    this.store = store;
    this.guard = guard;
    this.limits = limits;
    this.packer = packer;
    this.threads =
        new ThreadPoolExecutor(
            limits.threads,
            limits.threads,
            KEPT_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory == null ? new TimedCalls.Daemons("wasm-cache-shared-upload") : factory);
    this.threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Queues an entry. Its bytes are read before this returns.
   *
   * @throws StoreException as {@link Outcome#SKIPPED}, if it is dropped
   * @throws IOException if its bytes cannot be read
   */
  public void put(CacheKey key, EntryContent content) throws IOException {
    long size = content.size();
    boolean trial = admit();
    boolean queued = false;
    try {
      reserve(size);
      queue(new Task(key, bytesOf(content, size), trial));
      queued = true;
    } finally {
      if (!queued) {
        guard.cancelUpload(trial);
      }
    }
  }

  private boolean admit() throws StoreException {
    try {
      return guard.admitUpload();
    } catch (StoreException e) {
      dropped.increment();
      throw e;
    }
  }

  /** Reserves the room for an entry, before its bytes are read. */
  private void reserve(long size) throws StoreException {
    if (!tryReserve(size)) {
      dropped.increment();
      throw new StoreException(
          Outcome.SKIPPED,
          "%d entries already wait to be uploaded; the limit is %d, of %d bytes in all"
              .formatted(count(), limits.maximumCount, limits.maximumBytes));
    }
  }

  private boolean tryReserve(long size) {
    lock.lock();
    try {
      boolean fits = count < limits.maximumCount && size <= limits.maximumBytes - bytes;
      if (fits) {
        count++;
        bytes += size;
      }
      return fits;
    } finally {
      lock.unlock();
    }
  }

  private void free(long size) {
    lock.lock();
    try {
      count--;
      bytes -= size;
    } finally {
      lock.unlock();
    }
  }

  private EntryBytes bytesOf(EntryContent content, long size) throws IOException {
    boolean read = false;
    try {
      EntryBytes held = EntryBytes.of(content, size);
      read = true;
      return held;
    } finally {
      if (!read) {
        free(size);
      }
    }
  }

  private void queue(Task task) throws StoreException {
    pending.put(task.key, task);
    try {
      threads.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      boolean unused = threads.remove(task);
      if (!task.begin()) {
        // It was queued before the thread for it failed, and another one has it.
        return;
      }
      pending.remove(task.key, task);
      free(task.bytes.size());
      dropped.increment();
      throw new CallAbandonedException(
          e instanceof OutOfMemoryError ? "there is no thread for it" : "the cache is closed");
    }
  }

  /**
   * Runs something when the entry of a key has been stored: a lease that is released before that
   * lets other processes compile the same module.
   *
   * @return whether it will be run; false if no entry is on its way
   */
  public boolean after(CacheKey key, Runnable sequel) {
    Task task = pending.get(key);
    return task != null && task.then(sequel);
  }

  /**
   * Drops the entry of a key that waits to be stored. One that is being stored is waited for, so
   * that it can be deleted afterwards.
   */
  public void drop(CacheKey key) {
    Task task = pending.get(key);
    if (task != null) {
      task.drop();
      task.awaitEnd(guard.ownNanos());
    }
  }

  /** Waits for what is queued, and drops what is left after that. Idempotent. */
  public void close() {
    threads.shutdown();
    boolean interrupted = false;
    try {
      if (threads.awaitTermination(limits.closeTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
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

  private int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  private long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Returns what is known of the tier and of the uploads. */
  public GuardStats stats() {
    GuardStats tier = guard.stats();
    return new GuardStats(
        tier.reads(),
        tier.writes(),
        tier.stateChanges(),
        count(),
        bytes(),
        uploaded.sum(),
        failed.sum(),
        dropped.sum(),
        tier.lastFailure());
  }

  /** An entry that waits to be stored, or is being stored. */
  private final class Task implements Runnable {
    private final CacheKey key;
    private final EntryBytes bytes;
    private final boolean trial;
    private final ReentrantLock state = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Runnable sequel;
    private volatile boolean unwanted;
    private boolean begun;
    private boolean over;

    private Task(CacheKey key, EntryBytes bytes, boolean trial) {
      this.key = key;
      this.bytes = bytes;
      this.trial = trial;
    }

    /** Whether the caller may run or drop it: true once. */
    private boolean begin() {
      state.lock();
      try {
        boolean first = !begun;
        begun = true;
        return first;
      } finally {
        state.unlock();
      }
    }

    @Override
    public void run() {
      if (!begin()) {
        return;
      }
      try {
        (stored() ? uploaded : dropped).increment();
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        failed.increment();
        Log.LOG.debug("Wasm cache: an upload failed: {}", Redacted.text(e));
      } finally {
        free(bytes.size());
        end();
      }
    }

    private boolean stored() throws Exception {
      if (!guard.admits(trial)) {
        return false;
      }
      // Of a crowd that has compiled the same, only the first ones compress and send it. A trial is
      // always sent: an answer does not show that the tier can be written.
      if (!trial && guard.ask(() -> store.holds(key))) {
        return true;
      }
      // Here, since the time for it is not the store's.
      EntryBytes packed = packer.pack(bytes);
      if (unwanted) {
        guard.cancelUpload(trial);
        return false;
      }
      guard.upload(
          trial,
          limits.timeout.toNanos(),
          packed.size(),
          () -> {
            store.put(key, packed);
            return true;
          });
      return true;
    }

    /** Returns whether it will be run. */
    private boolean then(Runnable added) {
      state.lock();
      try {
        if (over || sequel != null) {
          return false;
        }
        sequel = added;
        return true;
      } finally {
        state.unlock();
      }
    }

    private void end() {
      pending.remove(key, this);
      Runnable left;
      state.lock();
      try {
        over = true;
        left = sequel;
      } finally {
        state.unlock();
      }
      ended.countDown();
      if (left != null) {
        left.run();
      }
    }

    private void awaitEnd(long nanos) {
      try {
        boolean unused = ended.await(nanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void drop() {
      unwanted = true;
      if (!begin()) {
        return;
      }
      free(bytes.size());
      end();
      dropped.increment();
      guard.cancelUpload(trial);
    }
  }
}
