package dev.wasmcache.disk;

import dev.wasmcache.StoredEntry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A file that was opened once and is read through that handle, whatever happens to its name. */
final class OpenedFile implements StoredEntry {

  private final FileCalls files;
  private final Path path;
  private final FileState state;
  private final long size;
  private final InputStream content;
  private final DiskUsage usage;
  private @Nullable FileTime used;

  OpenedFile(FileCalls files, Path path, TrustedFiles.ForReading opened, DiskUsage usage) {
    this.files = files;
    this.path = path;
    this.state = opened.state();
    this.size = state.size();
    this.content = new FileContent(opened.content(), size);
    this.usage = usage;
  }

  Path path() {
    return path;
  }

  /** Returns its state after it was opened. */
  FileState state() {
    return state;
  }

  /** Records the time of last use that this process has set since; null if it has set none. */
  void used(@Nullable FileTime set) {
    used = set;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream content() {
    return content;
  }

  @Override
  public boolean discard() throws IOException {
    close();
    boolean deleted = deleteIf(files, path, now -> sameFile(now, state) || sameFileUsed(now));
    if (deleted) {
      usage.removed(size);
    }
    return deleted;
  }

  /** Deletes a file that was seen, unless it was replaced or used since. */
  static boolean deleteIfUnused(FileCalls files, Path path, BasicFileAttributes seen)
      throws IOException {
    return deleteIf(files, path, now -> sameFile(now, seen));
  }

  /**
   * A file system may give the number of a deleted file to the next one, which may have the same
   * length: the times tell them apart. A file that another process has marked as used since counts
   * as a different one too. A bad entry that is kept for that reason is deleted by its next reader.
   */
  private static boolean sameFile(BasicFileAttributes now, BasicFileAttributes seen) {
    return sameNumberAndSize(now, seen)
        && now.creationTime().equals(seen.creationTime())
        && now.lastModifiedTime().equals(seen.lastModifiedTime());
  }

  private static boolean sameNumberAndSize(BasicFileAttributes now, BasicFileAttributes seen) {
    return Objects.equals(now.fileKey(), seen.fileKey()) && now.size() == seen.size();
  }

  /** Whether it is the file that was opened, marked as used by this process since. */
  private boolean sameFileUsed(BasicFileAttributes now) {
    FileTime set = used;
    // A file system may store the time with fewer digits.
    return set != null
        && now.lastModifiedTime().toMillis() == set.toMillis()
        && sameNumberAndSize(now, state);
  }

  private static boolean deleteIf(
      FileCalls files, Path path, Predicate<BasicFileAttributes> condition) throws IOException {
    try {
      if (!condition.test(files.attributes(path))) {
        return false;
      }
      files.delete(path);
      return true;
    } catch (NoSuchFileException e) {
      // Already deleted by another process or thread.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  /** At the size that was seen, a short read marks the end: no further read is needed. */
  private static final class FileContent extends FilterInputStream {
    private final long size;
    private long position;
    private boolean atEnd;

    private FileContent(InputStream file, long size) {
      super(file);
      this.size = size;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (atEnd) {
        return -1;
      }
      int read = super.read(target, offset, length);
      position += Math.max(0, read);
      atEnd = read < 0 || (read < length && position >= size);
      return read;
    }
  }
}
