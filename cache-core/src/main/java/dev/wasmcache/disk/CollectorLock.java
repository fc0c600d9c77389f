package dev.wasmcache.disk;

import dev.wasmcache.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * The right to collect a directory, for one process at a time. It saves work and nothing depends on
 * it, so that a file that cannot be locked keeps no process from collecting. For one thread at a
 * time.
 */
final class CollectorLock {

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
   * @throws IOException if the directory must not be used, or cannot be written anyway
   */
  @Nullable Closeable tryTake() throws IOException {
    try {
      Closeable lock = trusted.tryLock(layout.collectorLock());
      goesWithout = false;
      return lock;
    } catch (NoSuchFileException | StoreException e) {
      throw e;
    } catch (IOException e) {
      if (!files.isWritable(layout.root())) {
        throw e;
      }
      if (!goesWithout) {
        goesWithout = true;
        DiskLog.LOG.warn(
            "Wasm cache: {} cannot be locked, so several processes may collect at once: {}",
            layout.collectorLock(),
            e.toString());
      }
      return () -> {};
    }
  }
}
