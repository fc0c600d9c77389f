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

/** A file that has been opened once and is read from there, whatever happens to its name. */
final class OpenedFile implements StoredEntry {

  private final FileCalls files;
  private final Path path;
  private final BasicFileAttributes attributes;
  private final InputStream content;
  private final DiskUsage usage;
  private @Nullable FileTime used;

  private OpenedFile(
      FileCalls files,
      Path path,
      BasicFileAttributes attributes,
      InputStream content,
      DiskUsage usage) {
    this.files = files;
    this.path = path;
    this.attributes = attributes;
    this.content = content;
    this.usage = usage;
  }

  /**
   * Opens a file.
   *
   * @throws NoSuchFileException if there is none
   * @throws RefusedFileException if it must not be used
   * @throws dev.wasmcache.StoreException if its directory must not be used
   */
  static OpenedFile open(FileCalls files, TrustedFiles trusted, Path path, DiskUsage usage)
      throws IOException {
    TrustedFiles.ForReading opened = trusted.read(path);
    FileState state = opened.state();
    return new OpenedFile(
        files, path, state, new FileContent(opened.content(), state.size()), usage);
  }

  BasicFileAttributes attributes() {
    return attributes;
  }

  /** Notes the time of its last use that this process has set since it was opened. */
  void used(FileTime set) {
    used = set;
  }

  @Override
  public long size() {
    return attributes.size();
  }

  @Override
  public InputStream content() {
    return content;
  }

  @Override
  public boolean discard() throws IOException {
    close();
    return deleteIf(files, path, now -> sameFile(now, attributes) || sameFileUsed(now), usage);
  }

  /** Deletes a file that a scan saw, if it has neither been replaced nor used since. */
  static boolean deleteIfUnused(
      FileCalls files, Path path, BasicFileAttributes seen, DiskUsage usage) throws IOException {
    return deleteIf(files, path, now -> sameFile(now, seen), usage);
  }

  /**
   * A file system gives the number of a deleted file to the next one, which may be as long: the
   * times tell them apart. What another process has marked as used meanwhile counts as another one
   * as well. A bad one that is left for that is deleted by who reads it next.
   */
  private static boolean sameFile(BasicFileAttributes now, BasicFileAttributes seen) {
    return sameNumberAndSize(now, seen)
        && now.creationTime().equals(seen.creationTime())
        && now.lastModifiedTime().equals(seen.lastModifiedTime());
  }

  private static boolean sameNumberAndSize(BasicFileAttributes now, BasicFileAttributes seen) {
    return Objects.equals(now.fileKey(), seen.fileKey()) && now.size() == seen.size();
  }

  /** Whether it is what was opened, and this process has marked it as used since. */
  private boolean sameFileUsed(BasicFileAttributes now) {
    FileTime set = used;
    // A file system keeps a part of the digits only.
    return set != null
        && now.lastModifiedTime().toMillis() == set.toMillis()
        && sameNumberAndSize(now, attributes);
  }

  private static boolean deleteIf(
      FileCalls files, Path path, Predicate<BasicFileAttributes> condition, DiskUsage usage)
      throws IOException {
    try {
      BasicFileAttributes now = files.attributes(path);
      if (!condition.test(now)) {
        return false;
      }
      files.delete(path);
      usage.removed(now.size());
      return true;
    } catch (NoSuchFileException e) {
      // Somebody else has deleted it.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  /** At the size that was seen, an answer shorter than asked for is the end: no further read. */
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
