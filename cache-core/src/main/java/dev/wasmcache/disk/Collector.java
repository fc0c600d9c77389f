package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Eviction;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Scans the directory and deletes what the policy chooses, and temporary files that a killed
 * process has left. Touches no file that this library did not name.
 */
final class Collector {

  // A few hundred bytes for each module that was compiled: kept for as long as they may tell.
  private static final Duration NOTE_LIFETIME = Duration.ofDays(365);

  private final FileCalls files;
  private final CollectorLock processLock;
  private final DiskLayout layout;
  private final EvictionPolicy policy;
  private final FreeSpace freeSpace;
  private final Recency recency;
  private final DiskUsage usage;
  private final EvictionLog log;
  private final InstantSource clock;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  // Guarded by the lock.
  private final AbandonedFiles abandoned = new AbandonedFiles();

  Collector(
      FileCalls files,
      CollectorLock processLock,
      DiskLayout layout,
      EvictionPolicy policy,
      FreeSpace freeSpace,
      Recency recency,
      DiskUsage usage,
      EvictionLog log,
      InstantSource clock) {
    this.files = files;
    this.processLock = processLock;
    this.layout = layout;
    this.policy = policy;
    this.freeSpace = freeSpace;
    this.recency = recency;
    this.usage = usage;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Collects, unless another process is at it; a thread of this store that is at it is waited for.
   * The file's lock saves work and nothing depends on it: two collectors at once only meet files
   * that are gone already.
   *
   * @return whether it was done here
   */
  boolean collect() throws IOException {
    oneAtATime.lock();
    try {
      return collectLocked();
    } finally {
      oneAtATime.unlock();
    }
  }

  private boolean collectLocked() throws IOException {
    try (Closeable lock = processLock.tryTake()) {
      if (lock == null) {
        return false;
      }
      abandoned.begin();
      while (round()) {
        DiskLog.LOG.debug("Wasm cache: another round of collection in {}", layout.root());
      }
      return true;
    } catch (NoSuchFileException e) {
      // Somebody has deleted the directory: the next write makes it again.
      usage.scanned(0, 0);
      return true;
    } catch (IOException e) {
      if (files.isWritable(layout.root())) {
        throw e;
      }
      DiskLog.LOG.debug("Wasm cache: {} cannot be written: nothing is collected", layout.root(), e);
      return false;
    }
  }

  /** Answers whether there is more to do. */
  private boolean round() throws IOException {
    recency.refresh(layout);
    EvictionPolicy.Selection selection = policy.select(clock.instant());
    scan(selection);
    usage.scanned(selection.entries(), selection.bytes());
    Map<CacheKey, Eviction> deleted = new LinkedHashMap<>();
    var victims = selection.victims(freeSpace.missing(selection.bytes()));
    for (EvictionPolicy.Victim victim : victims) {
      DiskEntry entry = victim.entry();
      if (deleted(entry.path(), entry.attributes())) {
        usage.evicted(victim.cause());
        DiskLayout.key(entry.path())
            .ifPresent(key -> deleted.put(key, new Eviction(clock.instant(), victim.cause())));
      }
    }
    if (!deleted.isEmpty()) {
      log.add(deleted);
      DiskLog.LOG.info(
          "Wasm cache: evicted {} of {} entries in {}",
          deleted.size(),
          selection.entries(),
          layout.root());
    }
    return selection.partial() && !deleted.isEmpty();
  }

  private void scan(EvictionPolicy.Selection selection) throws IOException {
    try (DirectoryStream<Path> folders = files.list(layout.root())) {
      for (Path folder : folders) {
        if (DiskLayout.isFolder(folder)) {
          scan(folder, selection);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** One folder that cannot be read does not keep the others from being collected. */
  private void scan(Path folder, EvictionPolicy.Selection selection) {
    try {
      if (!files.attributes(folder).isDirectory()) {
        return;
      }
      try (DirectoryStream<Path> entries = files.list(folder)) {
        for (Path file : entries) {
          look(file, selection);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      DiskLog.LOG.debug("Wasm cache: {} is not collected", folder, e);
    }
  }

  private void look(Path file, EvictionPolicy.Selection selection) {
    boolean entry = DiskLayout.key(file).isPresent();
    if (!entry && !DiskLayout.isTemporary(file) && !DiskLayout.isNote(file)) {
      return;
    }
    try {
      BasicFileAttributes attributes = files.attributes(file);
      if (entry && attributes.isRegularFile()) {
        selection.add(new DiskEntry(file, attributes));
      } else if (!entry && isOver(file, attributes.lastModifiedTime())) {
        files.delete(file);
      }
    } catch (IOException e) {
      // Deleted, or renamed to its final name, since it was listed; or it cannot be read.
      DiskLog.LOG.debug("Wasm cache: {} is left alone", file, e);
    }
  }

  private boolean isOver(Path file, FileTime modified) {
    Instant now = clock.instant();
    return DiskLayout.isNote(file)
        ? Duration.between(modified.toInstant(), now).compareTo(NOTE_LIFETIME) > 0
        : abandoned.contain(file, modified, now);
  }

  private boolean deleted(Path path, BasicFileAttributes seen) {
    try {
      return OpenedFile.deleteIfUnused(files, path, seen, usage);
    } catch (IOException e) {
      DiskLog.LOG.debug("Wasm cache: {} cannot be evicted", path, e);
      return false;
    }
  }
}
