package dev.wasmcache.disk;

import dev.wasmcache.StoredEntry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Predicate;

/** A file that has been opened once and is read from there, whatever happens to its name. */
final class OpenedFile implements StoredEntry {

  private final FileCalls files;
  private final Path path;
  private final BasicFileAttributes attributes;
  private final InputStream content;
  private final DiskUsage usage;

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
   * Opens a regular file; a link is not followed.
   *
   * @throws NoSuchFileException if there is none
   */
  static OpenedFile open(FileCalls files, Path path, DiskUsage usage) throws IOException {
    // Looked at before it is opened: to open a pipe would wait for its other end.
    BasicFileAttributes attributes = files.attributes(path);
    if (!attributes.isRegularFile()) {
      throw new IOException(path + " is not a regular file");
    }
    return new OpenedFile(
        files, path, attributes, new FileContent(files.read(path), attributes.size()), usage);
  }

  BasicFileAttributes attributes() {
    return attributes;
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
  public void discard() throws IOException {
    close();
    // The time of its last use does not matter: to be read is to be used.
    deleteIf(files, path, now -> sameFile(now, attributes), usage);
  }

  /** Deletes a file that a scan saw, if it has neither been replaced nor used since. */
  static boolean deleteIfUnused(
      FileCalls files, Path path, BasicFileAttributes seen, DiskUsage usage) throws IOException {
    return deleteIf(
        files,
        path,
        now -> sameFile(now, seen) && now.lastModifiedTime().equals(seen.lastModifiedTime()),
        usage);
  }

  private static boolean sameFile(BasicFileAttributes now, BasicFileAttributes seen) {
    return Objects.equals(now.fileKey(), seen.fileKey()) && now.size() == seen.size();
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
