package dev.wasmcache.disk;

import dev.wasmcache.StoreException;
import dev.wasmcache.internal.Log;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * The right to collect a directory, held by one process at a time. It only saves work: a file that
 * cannot be locked does not prevent a process from collecting. For one thread at a time.
 */
final class CollectorLock {

  // The space that a file system may need for the name of a file.
  private static final long FULL_BYTES = 1024 * 1024;

  private final FileCalls files;
  private final TrustedFiles trusted;
  private final DiskLayout layout;
  private boolean goesWithout;

  CollectorLock(FileCalls files, TrustedFiles trusted, DiskLayout layout) {
    this.files = files;
    this.trusted = trusted;
    this.layout = layout;
  }

  /**
   * Returns the lock, to be closed after the collection; null if another process collects.
   *
   * @throws NoSuchFileException if the directory is missing
   * @throws IOException if nothing can be collected, or the directory must not be used
   */
  @Nullable Closeable tryTake() throws IOException {
    try {
      Closeable lock = trusted.tryLock(layout.collectorLock());
      goesWithout = false;
      return lock;
    } catch (IOException e) {
      if (!isOfTheLockAlone(e)) {
        throw e;
      }
      if (!goesWithout) {
        goesWithout = true;
        Log.DISK.warn(
            "Wasm cache: {} cannot be locked, so several processes may collect at once: {}",
            layout.collectorLock(),
            e.toString());
      }
      return () -> {};
    }
  }

  private boolean isOfTheLockAlone(IOException failure) {
    if (!files.isWritable(layout.root())) {
      return false;
    }
    if (failure instanceof FileSystemException && !(failure instanceof AccessDeniedException)) {
      // Perhaps no file can be opened. On a full volume no file can be created, and space is
      // needed.
      return !(failure instanceof NoSuchFileException)
          && files.usableSpace(layout.root()).orElse(Long.MAX_VALUE) < FULL_BYTES;
    }
    // Not a usable file, or the file system does not support locks.
    return !(failure instanceof StoreException);
  }
}
