package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoreException;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes entries and notes. Entries are written only while there is space; a lack of space wakes
 * the collector.
 */
final class DiskWrites {

  // The directory, its tag, its version directory, the collector's two files, and the entry's
  // folder.
  private static final int BLOCKS_BESIDE_AN_ENTRY = 6;

  private final FileCalls files;
  private final DiskLayout layout;
  private final DirectoryWatch watch;
  private final EntryFile entryFile;
  private final long maximumBytes;
  private final FreeSpace freeSpace;
  private final Recency recency;
  private final DiskUsage usage;
  private final CollectorSchedule schedule;

  DiskWrites(
      FileCalls files,
      TrustedFiles trusted,
      DiskLayout layout,
      DirectoryWatch watch,
      long maximumBytes,
      FreeSpace freeSpace,
      Recency recency,
      DiskUsage usage,
      CollectorSchedule schedule) {
    this.files = files;
    this.layout = layout;
    this.watch = watch;
    this.entryFile = new EntryFile(files, trusted);
    this.maximumBytes = maximumBytes;
    this.freeSpace = freeSpace;
    this.recency = recency;
    this.usage = usage;
    this.schedule = schedule;
  }

  /**
   * Writes an entry, replacing the existing one of its key.
   *
   * @throws StoreException if there is no space for it, or the directory must not be used any more
   * @throws IOException if the file system failed
   */
  void put(CacheKey key, EntryContent content) throws IOException {
    schedule.start();
    long size = content.size();
    requireSpace(size);
    long before;
    try {
      before = write(key, content);
    } catch (IOException e) {
      throw notWritten(e, size);
    }
    recency.served(key);
    usage.added(size, before);
    collectIfFull();
  }

  private void collectIfFull() {
    if (usage.bytes() > maximumBytes) {
      schedule.soon();
    }
  }

  private void requireSpace(long size) throws StoreException {
    Blocks blocks = usage.blocks();
    if (blocks.taken(size) > maximumBytes - BLOCKS_BESIDE_AN_ENTRY * blocks.size()) {
      throw new StoreException(
          Outcome.TOO_LARGE,
          "it has "
              + size
              + " bytes; the disk tier may take "
              + maximumBytes
              + " on its volume in all",
          Setting.DIRECTORY_MAXIMUM_SIZE);
    }
    if (freeSpace.has(size)) {
      return;
    }
    if (!usage.isKnown() || freeSpace.couldHave(size, usage.bytes())) {
      freeSpace.wanted(size);
    }
    // In either case, the known usage may be outdated, and other processes write there too.
    schedule.soon();
    throw new StoreException(
        Outcome.SKIPPED,
        "writing it would leave less free space on the volume of "
            + freeSpace.directory()
            + " than configured",
        Setting.DIRECTORY_MINIMUM_FREE_SPACE);
  }

  private void wanted(long size) {
    freeSpace.wanted(size);
    schedule.soon();
  }

  /** Returns the size of the existing file; -1 if there is none. */
  private long write(CacheKey key, EntryContent content) throws IOException {
    Path path = layout.entry(key);
    Path temporary = createTemporary(key, path);
    long before = sizeOf(path);
    entryFile.publish(temporary, path, content, EntryFile.Durability.SYNCED);
    return before;
  }

  private Path createTemporary(CacheKey key, Path target) throws IOException {
    return watch.inFolder(key, () -> entryFile.create(target));
  }

  private long sizeOf(Path path) {
    try {
      return files.attributes(path).size();
    } catch (IOException e) {
      return -1;
    }
  }

  private IOException notWritten(IOException reason, long size) {
    if (reason instanceof StoreException) {
      return reason;
    }
    if (!files.isWritable(layout.root())) {
      return new StoreException(
          Outcome.SKIPPED,
          "this process cannot write " + layout.root() + " any more (" + reason + ")",
          Setting.DIRECTORY);
    }
    // Perhaps a full volume or a quota, which the number of free bytes does not show.
    wanted(size);
    return reason;
  }

  /** Writes a note: only a few bytes, so it is written even if there is little space. */
  void putNote(CacheKey key, byte[] note) throws IOException {
    schedule.start();
    Path path = layout.note(key);
    Path temporary = createTemporary(key, path);
    long before = sizeOf(path);
    entryFile.publish(temporary, path, new EntryFile.Bytes(note), EntryFile.Durability.NONE);
    usage.addedFile(note.length, before);
    collectIfFull();
  }
}
