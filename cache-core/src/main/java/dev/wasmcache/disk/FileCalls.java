package dev.wasmcache.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every call that a store makes to the file system: a seam, so that a test can make each of them
 * fail. None follows a link at the end of a path, except {@link #write}.
 *
 * <p>Opening a file checks nothing here: only {@link TrustedFiles} calls these methods.
 */
interface FileCalls {

  BasicFileAttributes attributes(Path path) throws IOException;

  /** Returns the state of a path, with its owner and permissions, at the cost of one call. */
  FileState state(Path path) throws IOException;

  /** Returns the path without links and dots. */
  Path realPath(Path path) throws IOException;

  boolean isWritable(Path path);

  /** Creates a directory that only its owner can access. */
  void createDirectory(Path directory) throws IOException;

  /** Creates an empty file that only its owner can access; fails if it exists. */
  void createFile(Path file) throws IOException;

  /** Opens a file for reading; an interrupt does not close it. */
  InputStream read(Path file) throws IOException;

  /** Opens an existing file for writing; an interrupt does not close it. */
  Output write(Path file) throws IOException;

  /** Renames atomically, replacing an existing file. */
  void move(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Lists a directory; fails for anything else, without opening it. */
  DirectoryStream<Path> list(Path directory) throws IOException;

  void setLastUsed(Path file, Instant when) throws IOException;

  /** Returns the block size of the volume in bytes; 0 if unknown. */
  long blockSize(Path directory);

  /** Returns how many bytes can be written; empty if unknown. */
  Optional<Long> usableSpace(Path directory);

  /**
   * Returns the lock of a file, creating the file if it is missing; null if another process or
   * thread holds the lock.
   */
  @Nullable Closeable tryLock(Path file) throws IOException;

  /** A file that is being written. */
  interface Output extends Closeable {

    /** Writes all of these bytes. */
    void write(long position, byte[] source, int offset, int length) throws IOException;

    /** Returns when every byte would survive a power cut. */
    void sync() throws IOException;
  }
}
