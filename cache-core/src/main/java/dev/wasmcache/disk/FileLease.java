package dev.wasmcache.disk;

import dev.wasmcache.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** The lock of a file that exists for as long as a process compiles. */
final class FileLease implements Lease {

  private final FileCalls files;
  private final Path file;
  private final Closeable lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  FileLease(FileCalls files, Path file, Closeable lock) {
    this.files = files;
    this.file = file;
    this.lock = lock;
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      // Deleted while it is locked. Another process that has just opened the file locks one without
      // a name, and a third process locks a new file: then two compile, which only costs time.
      try (lock) {
        files.delete(file);
      } catch (NoSuchFileException e) {
        // The directory was deleted.
      }
    }
  }
}
