package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.internal.Log;
import dev.wasmcache.stats.Eviction;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Scans the directory. Deletes the entries that the policy chooses, temporary files left by killed
 * processes, and folders that have become empty. Corrects dates in the future. Touches only files
 * that this library named.
 */
final class Collector {

  // A few hundred bytes for each compiled module: kept as long as they can be useful.
  private static final Duration NOTE_LIFETIME = Duration.ofDays(365);

  // The longest time between two collections of a directory, by any of its processes.
  private static final Duration PERIOD = Duration.ofHours(1);

  // A write takes seconds: a file that is an hour old is not being written any more.
  private static final Duration TEMPORARY_LIFETIME = Duration.ofHours(1);

  private final FileCalls files;
  private final CollectorLock processLock;
  private final DiskLayout layout;
  private final Path mismatches;
  private final EvictionPolicy policy;
  private final FreeSpace freeSpace;
  private final Recency recency;
  private final DiskUsage usage;
  private final EvictionLog log;
  private final InstantSource clock;
  private final ReentrantLock oneAtATime = new ReentrantLock();

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
    this.mismatches = layout.mismatches();
    this.policy = policy;
    this.freeSpace = freeSpace;
    this.recency = recency;
    this.usage = usage;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Collects, unless another process is collecting. If another thread of this store is collecting,
   * waits for it. The file's lock only saves work: if two collectors run at once, each finds some
   * files already deleted.
   *
   * @return whether this call collected
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
      while (round()) {
        Log.DISK.debug("Wasm cache: another round of collection in {}", layout.root());
      }
      noteCollected();
      return true;
    } catch (NoSuchFileException e) {
      // The directory was deleted: the next write creates it again.
      usage.scanned(0, 0, usage.blocks());
      return true;
    } catch (IOException e) {
      if (files.isWritable(layout.root())) {
        throw e;
      }
      Log.DISK.debug("Wasm cache: {} cannot be written: nothing is collected", layout.root(), e);
      return false;
    }
  }

  /** For the next process, which may live for less than a period. */
  private void noteCollected() {
    try {
      files.setLastUsed(layout.collectorLock(), clock.instant());
    } catch (IOException e) {
      Log.DISK.debug("Wasm cache: the collection of {} cannot be recorded", layout.root(), e);
    }
  }

  /** Whether no process has collected for a long time and the directory is over its limit. */
  boolean isOverdue() throws IOException {
    if (!isPast(lastCollected(), clock.instant())) {
      return false;
    }
    return new Scan(clock.instant(), Blocks.of(files.blockSize(layout.root())), false).all().bytes()
        > policy.maximumBytes();
  }

  /** A time in the future comes from a clock that was wrong, and is ignored. */
  static boolean isPast(Instant collected, Instant now) {
    return Dates.isAhead(collected, now) || Dates.age(collected, now).compareTo(PERIOD) >= 0;
  }

  private Instant lastCollected() throws IOException {
    try {
      return files.attributes(layout.collectorLock()).lastModifiedTime().toInstant();
    } catch (NoSuchFileException e) {
      return Instant.MIN;
    }
  }

  /** Returns whether there is more to do. */
  private boolean round() throws IOException {
    recency.refresh(layout);
    Blocks blocks = Blocks.of(files.blockSize(layout.root()));
    Scan scan = new Scan(clock.instant(), blocks, true);
    EvictionPolicy.Selection selection = scan.all();
    usage.scanned(selection.entries(), selection.bytes(), blocks);
    Map<CacheKey, Eviction> evicted = new LinkedHashMap<>();
    int deleted = 0;
    for (EvictionPolicy.Victim victim :
        selection.victims(freeSpace.missing(selection.bytesOfEntries()))) {
      DiskEntry entry = victim.entry();
      if (!deletedIfUnused(entry)) {
        continue;
      }
      deleted++;
      if (entry.kind() != DiskEntry.Kind.ENTRY) {
        usage.removedFile(entry.size());
      } else {
        usage.removed(entry.size());
        usage.evicted(victim.cause());
        DiskLayout.key(entry.path())
            .ifPresent(key -> evicted.put(key, new Eviction(clock.instant(), victim.cause())));
      }
    }
    scan.folders().forEach(this::removeIfEmpty);
    if (!evicted.isEmpty()) {
      log.add(evicted, clock.instant());
      Log.DISK.info(
          "Wasm cache: evicted {} of {} entries in {}",
          evicted.size(),
          selection.entries(),
          layout.root());
    }
    return selection.partial() && deleted > 0;
  }

  private boolean deletedIfUnused(DiskEntry entry) {
    try {
      return OpenedFile.deleteIfUnused(files, entry.path(), entry.attributes());
    } catch (IOException e) {
      Log.DISK.debug("Wasm cache: {} cannot be deleted", entry.path(), e);
      return false;
    }
  }

  /** In one step, so that a folder survives if a file is created in it at the same time. */
  private void removeIfEmpty(Path folder, boolean hadFiles) {
    try {
      files.delete(folder);
      if (hadFiles) {
        usage.removedFile(0);
      }
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // In use, or another process was faster.
    } catch (IOException e) {
      Log.DISK.debug("Wasm cache: {} cannot be removed", folder, e);
    }
  }

  /** One scan of all files. */
  private final class Scan {
    private final Instant now;
    private final EvictionPolicy.Selection selection;
    private final Map<Path, Boolean> folders = new LinkedHashMap<>();
    private final boolean cleaning;

    /**
     * @param cleaning whether abandoned files are deleted and dates are corrected
     */
    private Scan(Instant now, Blocks blocks, boolean cleaning) {
      this.now = now;
      this.selection = policy.select(now, blocks);
      this.cleaning = cleaning;
    }

    /** Returns the folders of entries that were seen, and whether each had any files. */
    private Map<Path, Boolean> folders() {
      return folders;
    }

    private EvictionPolicy.Selection all() throws IOException {
      try (DirectoryStream<Path> children = files.list(layout.root())) {
        for (Path child : children) {
          if (DiskLayout.isFolder(child)) {
            folder(child);
          } else if (child.equals(mismatches)) {
            addMismatches();
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      addFixed(layout.root(), 0);
      addFixed(layout.collectorLock(), 0);
      addFixed(layout.evictionLog(), log.maximumLength());
      Path directory = layout.root().getParent();
      if (directory != null) {
        addFixed(directory, 0);
        addFixed(directory.resolve(CacheDirectory.TAG), 0);
      }
      return selection;
    }

    private void addMismatches() {
      try {
        long folder = files.attributes(mismatches).size();
        try (DirectoryStream<Path> kept = files.list(mismatches)) {
          selection.addFixed(folder, 0);
          for (Path file : kept) {
            addFixed(file, 0);
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        Log.DISK.debug("Wasm cache: {} is not counted", mismatches, e);
      }
    }

    private void addFixed(Path file, long most) {
      long length = 0;
      try {
        length = files.attributes(file).size();
      } catch (IOException e) {
        // The folder will exist: one block is counted for it.
      }
      selection.addFixed(length, most);
    }

    /** A folder that cannot be read does not prevent the collection of the others. */
    private void folder(Path folder) {
      try {
        BasicFileAttributes attributes = files.attributes(folder);
        if (!attributes.isDirectory()) {
          return;
        }
        folders.put(folder, false);
        selection.addFolder(folder, attributes.size());
        try (DirectoryStream<Path> children = files.list(folder)) {
          for (Path file : children) {
            folders.put(folder, true);
            look(file);
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        Log.DISK.debug("Wasm cache: {} is not collected", folder, e);
      }
    }

    private void look(Path file) {
      DiskEntry.Kind kind = DiskLayout.kind(file);
      try {
        BasicFileAttributes attributes = files.attributes(file);
        if (kind == null || (kind == DiskEntry.Kind.ENTRY && !attributes.isRegularFile())) {
          selection.addForeign(file);
          return;
        }
        if (cleaning && isOver(kind, attributes)) {
          files.delete(file);
          return;
        }
        selection.add(new DiskEntry(kind, file, corrected(kind, file, attributes)));
      } catch (IOException e) {
        // Deleted or renamed to its final name since it was listed, or it cannot be read.
        Log.DISK.debug("Wasm cache: {} is kept", file, e);
      }
    }

    private boolean isOver(DiskEntry.Kind kind, BasicFileAttributes attributes) {
      Instant modified = attributes.lastModifiedTime().toInstant();
      return switch (kind) {
        case ENTRY -> false;
        case NOTE -> Dates.age(modified, now).compareTo(NOTE_LIFETIME) > 0;
        case TEMPORARY ->
            !Dates.isAhead(modified, now)
                && Dates.age(modified, now).compareTo(TEMPORARY_LIFETIME) >= 0;
      };
    }

    /**
     * Corrects the date of a file that is dated in the future, whichever clock was wrong, so that
     * it ages normally from now on. If the next collection, by any process, still finds this date
     * on a temporary file, that file is abandoned: one that is being written gets a new date with
     * its next write.
     */
    private BasicFileAttributes corrected(
        DiskEntry.Kind kind, Path file, BasicFileAttributes attributes) throws IOException {
      Instant dated = attributes.lastModifiedTime().toInstant();
      if (!cleaning || !Dates.isAhead(dated, now) || !attributes.isRegularFile()) {
        return attributes;
      }
      Instant to =
          kind == DiskEntry.Kind.TEMPORARY
              ? now.minus(TEMPORARY_LIFETIME)
              : Dates.believed(dated, now);
      return recency.corrected(file, to) ? files.attributes(file) : attributes;
    }
  }
}
