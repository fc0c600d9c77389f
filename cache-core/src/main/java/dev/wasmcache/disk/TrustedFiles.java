package dev.wasmcache.disk;

import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens files by name: the one place that does, whatever they are for. Each time, the directory is
 * looked at, then the file, it is opened, and looked at again:
 *
 * <ul>
 *   <li>The directory must be this user's and writable for no other user, or no other can be kept
 *       from exchanging what is in it.
 *   <li>The file must be a regular one, as to open a pipe waits for its other end; this user's, and
 *       writable for no other: a mode that is mended does not undo what was written before.
 *   <li>After it was opened, the name must still lead to the file that was looked at.
 * </ul>
 *
 * In between, only this user or root could exchange the file, since no other user can rename in the
 * directory. A descriptor that another user opened for writing earlier belongs to a file that is
 * that user's or writable for it, both of which are refused.
 */
final class TrustedFiles {

  // A name leads to another file each time only while other processes store it again and again.
  private static final int ATTEMPTS = 20;

  private static final long LOG_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final FileCalls files;
  private final Ownership ownership;
  private final String property;
  private final Map<String, Long> loggedAt = new ConcurrentHashMap<>();

  /**
   * @param property the setting that names the directory, for messages
   */
  TrustedFiles(FileCalls files, Ownership ownership, String property) {
    this.files = files;
    this.ownership = ownership;
    this.property = property;
  }

  /**
   * A file that was opened for reading.
   *
   * @param state what was seen once it was open
   */
  record ForReading(InputStream content, FileState state) {}

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException if there is none
   * @throws RefusedFileException if it must not be used
   * @throws StoreException if its directory must not be used
   */
  ForReading read(Path path) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FileState before = look(path);
      requireTrusted(path, before);
      InputStream content = files.read(path);
      FileState after = lookAgain(path, before, content);
      if (after != null) {
        return new ForReading(content, after);
      }
    }
    throw replacedAgainAndAgain(path);
  }

  /**
   * Creates an empty file for its owner alone, under a name that is not there yet.
   *
   * @throws FileAlreadyExistsException if something is there
   * @throws StoreException if its directory must not be used
   */
  void create(Path path) throws IOException {
    requireTrustedFolder(path);
    files.createFile(path);
  }

  /**
   * Opens an existing file for writing.
   *
   * @throws NoSuchFileException if there is none
   * @throws RefusedFileException if it must not be used
   * @throws StoreException if its directory must not be used
   */
  FileCalls.Output write(Path path) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FileState before = look(path);
      requireTrustedForWriting(path, before);
      FileCalls.Output output = files.write(path);
      if (lookAgain(path, before, output) != null) {
        return output;
      }
    }
    throw replacedAgainAndAgain(path);
  }

  /**
   * Returns the lock of a file, which is made if it is missing or what is there must not be used;
   * null if another process has it.
   *
   * @throws RefusedFileException if what is there must not be used and cannot be removed
   * @throws StoreException if its directory must not be used
   */
  @Nullable Closeable tryLock(Path path) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (!isThere(path)) {
        createQuietly(path);
      }
      try {
        return tryLockThere(path);
      } catch (NoSuchFileException e) {
        // Deleted by the process that had the lock.
      }
    }
    throw replacedAgainAndAgain(path);
  }

  private void createQuietly(Path path) throws IOException {
    try {
      files.createFile(path);
    } catch (FileAlreadyExistsException e) {
      // Another process was quicker.
    }
  }

  /**
   * @throws NoSuchFileException if the file was deleted or replaced meanwhile
   */
  private @Nullable Closeable tryLockThere(Path path) throws IOException {
    FileState before = files.state(path);
    requireTrustedForWriting(path, before);
    Closeable lock = files.tryLock(path);
    if (lock != null && lookAgain(path, before, lock) == null) {
      throw new NoSuchFileException(path.toString());
    }
    return lock;
  }

  /**
   * Whether a file that may be used and written is under a name of this library. What must not be
   * used is removed from there.
   *
   * @throws RefusedFileException if it cannot be removed
   * @throws StoreException if its directory must not be used
   */
  boolean isThere(Path path) throws IOException {
    requireTrustedFolder(path);
    try {
      requireTrustedForWriting(path, files.state(path));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (RefusedFileException e) {
      remove(path, e);
      return false;
    }
  }

  private void remove(Path path, RefusedFileException reason) throws RefusedFileException {
    try {
      files.delete(path);
    } catch (NoSuchFileException e) {
      // Another process was quicker.
    } catch (IOException e) {
      reason.addSuppressed(e);
      throw reason;
    }
    warn("removed", "Wasm cache: {}, so it was removed", reason.getMessage());
  }

  /**
   * Logs that something is not used, at most once a minute for each cause.
   *
   * @param cause from a small fixed set
   */
  void warn(String cause, String message, @Nullable Object... arguments) {
    long now = System.nanoTime();
    Long before = loggedAt.get(cause);
    if (before == null || now - before >= LOG_PAUSE_NANOS) {
      loggedAt.put(cause, now);
      DiskLog.LOG.warn(message, arguments);
    }
  }

  /**
   * Checks a directory in which files are opened.
   *
   * @throws NoSuchFileException if it is missing
   * @throws NotDirectoryException if it is something else, a link for example
   * @throws StoreException if it must not be used
   */
  void checkDirectory(Path directory) throws IOException {
    FileState state = files.state(directory);
    if (!state.isDirectory()) {
      throw new NotDirectoryException(directory.toString());
    }
    String objection = ownership.objection(directory, state);
    if (objection != null) {
      throw refused(directory, objection);
    }
  }

  /** Whether it is a directory in which files may be opened. */
  boolean isUsable(Path directory, FileState state) throws IOException {
    return state.isDirectory() && ownership.objection(directory, state) == null;
  }

  /** Returns the failure of a request whose file or directory must not be used. */
  StoreException refused(Path path, String objection) {
    return new StoreException(
        Outcome.UNAUTHENTIC,
        path
            + " is not used: "
            + objection
            + ", so that another user may have written what is there. Find out how that came, and"
            + " use a new directory",
        property);
  }

  private FileState look(Path path) throws IOException {
    requireTrustedFolder(path);
    return files.state(path);
  }

  private void requireTrustedFolder(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      checkDirectory(folder);
    }
  }

  private void requireTrusted(Path path, FileState state) throws IOException {
    if (!state.isRegularFile()) {
      throw new RefusedFileException(path, "it is not a regular file", state);
    }
    String objection = ownership.objection(path, state);
    if (objection != null) {
      throw new RefusedFileException(path, objection, state);
    }
  }

  /** Another name of it could be anything of this user's, which must not be written over. */
  private void requireTrustedForWriting(Path path, FileState state) throws IOException {
    requireTrusted(path, state);
    if (state.links() > 1) {
      throw new RefusedFileException(path, "it has " + state.links() + " names", state);
    }
  }

  /**
   * Looks at a file that was opened.
   *
   * @return what is seen; null if the name leads to another file, and what was opened is closed
   */
  private @Nullable FileState lookAgain(Path path, FileState before, Closeable opened)
      throws IOException {
    boolean same = false;
    try {
      FileState after = files.state(path);
      same = after.isUnchangedFrom(before);
      return same ? after : null;
    } finally {
      if (!same) {
        opened.close();
      }
    }
  }

  private static IOException replacedAgainAndAgain(Path path) {
    return new IOException(path + " was replaced each time that it was opened");
  }
}
