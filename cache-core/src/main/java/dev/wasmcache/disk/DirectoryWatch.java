package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.StoreException;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Notices when the directory was replaced since it was opened or its permissions have changed, and
 * then checks it again before it is used. Creates missing folders.
 */
final class DirectoryWatch {

  // Enough for a folder that is removed each time it is empty.
  private static final int MOST_TRIES = 100;

  private final FileCalls files;
  private final TrustedFiles trusted;
  private final DirectoryTrust trust;
  private final CacheDirectory cacheDirectory;
  private final Path directory;
  private final DiskLayout layout;
  private final DiskUsage usage;
  private volatile FileState known;

  /**
   * @param opened the state of the directory when it was opened and checked
   */
  DirectoryWatch(
      FileCalls files,
      TrustedFiles trusted,
      DirectoryTrust trust,
      CacheDirectory cacheDirectory,
      DiskLayout layout,
      DiskUsage usage,
      CacheDirectory.Opened opened) {
    this.files = files;
    this.trusted = trusted;
    this.trust = trust;
    this.cacheDirectory = cacheDirectory;
    this.directory = opened.path();
    this.layout = layout;
    this.usage = usage;
    this.known = opened.entries();
  }

  /**
   * Returns normally if the directory and the folder of a key can be used.
   *
   * @throws NoSuchFileException if one of them is missing
   * @throws StoreException if one of them must not be used any more
   */
  void check(CacheKey key) throws IOException {
    checkRoot();
    trusted.checkDirectory(layout.folder(key));
  }

  /**
   * Like {@link #check}, for a write. Creates the folder if it is missing or the existing one must
   * not be used, and the directory if it was deleted.
   */
  void checkOrMake(CacheKey key) throws IOException {
    try {
      checkRoot();
    } catch (NoSuchFileException e) {
      makeDirectoryAgain();
    }
    Path folder = layout.folder(key);
    try {
      trusted.checkDirectory(folder);
    } catch (NoSuchFileException e) {
      cacheDirectory.create(folder);
      usage.addedFile(0, -1);
    } catch (NotDirectoryException | StoreException e) {
      new RefusedFolders(files, trusted).clear(folder, e);
      cacheDirectory.create(folder);
      usage.addedFile(0, -1);
    }
  }

  /** Creates a file in a folder. */
  interface Making<T> {
    T make() throws IOException;
  }

  /**
   * Creates a file in the folder of a key, and the folder if it is missing. A collector may remove
   * an empty folder at any moment until a file is in it.
   *
   * @throws IOException if the creation throws it
   */
  <T> T inFolder(CacheKey key, Making<T> making) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        checkOrMake(key);
        return making.make();
      } catch (NoSuchFileException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Returns normally if the directory can be used.
   *
   * @throws NoSuchFileException if it is missing
   * @throws StoreException if it must not be used any more
   */
  void checkRoot() throws IOException {
    Path root = layout.root();
    FileState now = files.state(root);
    if (now.isUnchangedFrom(known)) {
      return;
    }
    try {
      Path above = root.getParent();
      if (above != null) {
        trust.check(above);
        trust.checkParents(above);
      }
      trust.check(root);
    } catch (CacheDirectoryException e) {
      throw new StoreException(
          Outcome.ERROR, "it has changed: " + e.getMessage(), Setting.DIRECTORY);
    }
    known = now;
  }

  /** Creates and checks the directory, as on opening. */
  private void makeDirectoryAgain() throws IOException {
    try {
      known = cacheDirectory.open(directory).entries();
    } catch (CacheDirectoryException e) {
      throw new StoreException(Outcome.ERROR, e.getMessage(), Setting.DIRECTORY);
    }
  }
}
