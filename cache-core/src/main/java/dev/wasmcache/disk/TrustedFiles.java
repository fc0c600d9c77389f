package dev.wasmcache.disk;

import dev.wasmcache.StoreException;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.RepeatedWarnings;
import dev.wasmcache.stats.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens files by name, and is the only class that does. Each time, it examines the directory, then
 * the file, opens the file, and examines it again:
 *
 * <ul>
 *   <li>The directory must belong to this user and no other user may be able to write it. Otherwise
 *       another user could exchange its files.
 *   <li>The file must be a regular one, since opening a pipe waits for its other end. It must
 *       belong to this user and no other user may be able to write it. Correcting its mode does not
 *       undo what was written before.
 *   <li>After the file was opened, its name must still lead to the file that was examined.
 * </ul>
 *
 * Between these steps, only this user or root can exchange the file, since no other user can rename
 * in the directory. If another user opened a file for writing earlier, that file belongs to that
 * user or was writable for it, and both are refused.
 */
final class TrustedFiles {

  // A name leads to a new file every time only while other processes keep storing the entry again.
  private static final int ATTEMPTS = 20;

  private final FileCalls files;
  private final Ownership ownership;
  private final Setting setting;
  private final RepeatedWarnings warnings = new RepeatedWarnings();

  /**
   * @param setting what names the directory, for messages
   */
  TrustedFiles(FileCalls files, Ownership ownership, Setting setting) {
    this.files = files;
    this.ownership = ownership;
    this.setting = setting;
  }

  /**
   * A file that was opened for reading.
   *
   * @param state its state after it was opened
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
   * Creates an empty file that only its owner can access, under a name that must not exist.
   *
   * @throws FileAlreadyExistsException if the name exists
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
   * Returns the lock of a file, which is created if it is missing or the existing one must not be
   * used; null if another process holds the lock.
   *
   * @throws RefusedFileException if the existing file must not be used and cannot be removed
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
        // Deleted by the process that held the lock.
      }
    }
    throw replacedAgainAndAgain(path);
  }

  private void createQuietly(Path path) throws IOException {
    try {
      files.createFile(path);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster.
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
   * Whether a file that may be used and written exists under a name of this library. A file that
   * must not be used is removed.
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
      // Another process was faster.
    } catch (IOException e) {
      reason.addSuppressed(e);
      throw reason;
    }
    warn("removed", "Wasm cache: {}, so it was removed", reason.getMessage());
  }

  /**
   * Logs that a file or folder is not used, at most once a minute for each cause.
   *
   * @param cause from a small fixed set
   */
  void warn(String cause, String message, @Nullable Object... arguments) {
    warnings.warn(Log.DISK, System.nanoTime(), cause, message, arguments);
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
            + ", so another user may have written it. Find out how that happened, and"
            + " use a new directory",
        setting);
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

  /** Another of its names could be any file of this user, which must not be overwritten. */
  private void requireTrustedForWriting(Path path, FileState state) throws IOException {
    requireTrusted(path, state);
    if (state.links() > 1) {
      throw new RefusedFileException(path, "it has " + state.links() + " names", state);
    }
  }

  /**
   * Examines a file that was opened.
   *
   * @return its state; null if the name leads to another file, in which case the opened file is
   *     closed
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
    return new IOException(path + " was replaced each time it was opened");
  }
}
