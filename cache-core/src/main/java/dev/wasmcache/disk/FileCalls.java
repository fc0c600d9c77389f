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
 * Every call to the file system that a store makes: a seam, so that a test can fail each of them in
 * turn. None follows a link at the end of a path, but {@link #write}.
 *
 * <p>What opens a file checks nothing: {@link TrustedFiles} calls it, and nothing else.
 */
interface FileCalls {

  BasicFileAttributes attributes(Path path) throws IOException;

  /** Returns what is at a path and which user may change it, at the cost of one call. */
  FileState state(Path path) throws IOException;

  /** Answers the path without links and dots. */
  Path realPath(Path path) throws IOException;

  boolean isWritable(Path path);

  /** Makes a directory for its owner alone. */
  void createDirectory(Path directory) throws IOException;

  /** Makes an empty file for its owner alone; fails if there is one. */
  void createFile(Path file) throws IOException;

  /** Opens a file for reading; an interrupt does not close it. */
  InputStream read(Path file) throws IOException;

  /** Opens an existing file for writing; an interrupt does not close it. */
  Output write(Path file) throws IOException;

  /** Renames in one step, in the place of what is there. */
  void move(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Lists a directory; fails for anything else, which it does not open. */
  DirectoryStream<Path> list(Path directory) throws IOException;

  /** Answers how many names a file has; 1 if that is not known. */
  int links(Path file) throws IOException;

  void setLastUsed(Path file, Instant when) throws IOException;

  /** Returns the bytes of a block of the volume; 0 if that is not known. */
  long blockSize(Path directory);

  /** Answers the bytes that can be written; empty if that is not known. */
  Optional<Long> usableSpace(Path directory);

  /** Answers the lock of a file, which is made if it is missing; null if somebody else has it. */
  @Nullable Closeable tryLock(Path file) throws IOException;

  /** A file that is being written. */
  interface Output extends Closeable {

    /** Writes all of these bytes. */
    void write(long position, byte[] source, int offset, int length) throws IOException;

    /** Returns when every byte is where a power cut cannot reach it. */
    void sync() throws IOException;
  }
}
