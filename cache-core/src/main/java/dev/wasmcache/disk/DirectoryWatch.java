package dev.wasmcache.disk;

import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Notices that another directory has taken the place of the one that was opened, or that its rights
 * have changed, and checks it as at the start before it is used.
 */
final class DirectoryWatch {

  private final FileCalls files;
  private final DirectoryTrust trust;
  private final Path root;
  private volatile DirectoryState known;

  /**
   * @param known what was checked of it when it was opened
   */
  DirectoryWatch(FileCalls files, DirectoryTrust trust, Path root, DirectoryState known) {
    this.files = files;
    this.trust = trust;
    this.root = root;
    this.known = known;
  }

  /**
   * Returns if the directory can be used.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws StoreException if it must not be used any more
   */
  void check() throws IOException {
    DirectoryState now = files.state(root);
    if (now.equals(known)) {
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
          Outcome.ERROR, "it has changed: " + e.getMessage(), "wasm.cache.disk.directory");
    }
    known = now;
  }

  /** Notes that the directory has been made and checked anew. */
  void opened(DirectoryState checked) {
    known = checked;
  }

  /**
   * Returns if a folder of the directory is one, and not a link to somewhere else.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  void checkFolder(Path folder) throws IOException {
    if (!files.attributes(folder).isDirectory()) {
      throw new IOException(folder + " is not a directory");
    }
  }
}
