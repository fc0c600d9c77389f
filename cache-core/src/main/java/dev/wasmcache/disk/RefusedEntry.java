package dev.wasmcache.disk;

import dev.wasmcache.Arrival;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** An entry that another user may have written: it is never read, and its reader removes it. */
final class RefusedEntry implements StoredEntry {

  private final FileCalls files;
  private final Path path;
  private final FileState state;
  private final StoreException reason;
  private final DiskUsage usage;

  private RefusedEntry(
      FileCalls files, Path path, FileState state, StoreException reason, DiskUsage usage) {
    this.files = files;
    this.path = path;
    this.state = state;
    this.reason = reason;
    this.usage = usage;
  }

  /**
   * Returns an entry that stands for a file that must not be used.
   *
   * @throws RefusedFileException if it is not a regular file, which indicates a broken directory
   */
  static RefusedEntry of(
      FileCalls files,
      TrustedFiles trusted,
      Path path,
      RefusedFileException refused,
      DiskUsage usage)
      throws RefusedFileException {
    if (!refused.state().isRegularFile()) {
      throw refused;
    }
    return new RefusedEntry(
        files, path, refused.state(), trusted.refused(path, refused.objection()), usage);
  }

  @Override
  public long size() {
    // Within every limit, and not empty: a reader asks for the byte and gets the reason as an
    // exception.
    return 1;
  }

  @Override
  public InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw reason;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        throw reason;
      }
    };
  }

  @Override
  public Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
    throw reason;
  }

  @Override
  public boolean discard() throws IOException {
    boolean deleted = OpenedFile.deleteIfUnused(files, path, state);
    if (deleted) {
      usage.removed(state.size());
    }
    return deleted;
  }

  @Override
  public void close() {}
}
