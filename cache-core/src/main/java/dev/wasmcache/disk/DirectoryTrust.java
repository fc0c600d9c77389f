package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Decides whether what lies in a directory may be run: only if nobody else can put it there. */
final class DirectoryTrust {

  private final FileCalls files;
  private final Path configured;
  private final boolean parentsAreTrusted;
  private final boolean rootIsTrusted;

  /**
   * @param parentsAreTrusted whether everybody may rename in the directories above
   */
  DirectoryTrust(FileCalls files, Path configured, boolean parentsAreTrusted) {
    this(files, configured, parentsAreTrusted, false);
  }

  private DirectoryTrust(
      FileCalls files, Path configured, boolean parentsAreTrusted, boolean rootIsTrusted) {
    this.files = files;
    this.configured = configured;
    this.parentsAreTrusted = parentsAreTrusted;
    this.rootIsTrusted = rootIsTrusted;
  }

  /** Decides for a directory that is only read: an image of a container is root's. */
  static DirectoryTrust ofLayer(FileCalls files, Path configured, boolean parentsAreTrusted) {
    return new DirectoryTrust(files, configured, parentsAreTrusted, true);
  }

  /** Checks the directory as it was configured, which may be a link to where it is. */
  void checkConfigured(Path real) throws IOException {
    check(configured, real);
  }

  /**
   * Checks a directory of the cache itself.
   *
   * @return what was checked
   * @throws CacheDirectoryException if it is another user's, or others can write it
   */
  DirectoryState check(Path directory) throws IOException {
    return check(directory, directory);
  }

  private DirectoryState check(Path shown, Path directory) throws IOException {
    DirectoryState state = files.state(directory);
    if (state.mode() == 0) {
      DiskLog.LOG.debug("Wasm cache: rights of {} are not checked: not POSIX", directory);
      return state;
    }
    Optional<String> user = CurrentUser.name();
    String owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName();
    boolean root = rootIsTrusted && state.owner() == 0;
    if (user.isPresent() && !owner.equals(user.get()) && !root) {
      throw new CacheDirectoryException(
          shown,
          "it is owned by '"
              + owner
              + "' while this process runs as '"
              + user.get()
              + "': whoever can write there can run code here",
          "Name a directory of this user's own, or change its owner.",
          null);
    }
    if (state.writableByOthers()) {
      throw new CacheDirectoryException(
          shown,
          "others than its owner can write it ("
              + state.rights()
              + "): whoever can write there can run code here",
          "Run 'chmod 700' on it, or name a directory that does not exist yet.",
          null);
    }
    return state;
  }

  /**
   * Checks the directories above: who can rename in them can put another one in the place of the
   * cache's. That of a group is left to who made the group.
   *
   * @param directory a path without links
   * @throws CacheDirectoryException if everybody can rename in one of them
   */
  void checkParents(Path directory) throws IOException {
    if (parentsAreTrusted) {
      return;
    }
    for (Path parent = directory.getParent(); parent != null; parent = parent.getParent()) {
      DirectoryState state = files.state(parent);
      if (state.lettingEverybodyRename()) {
        throw new CacheDirectoryException(
            configured,
            "everybody can write the directory above it, "
                + parent
                + " ("
                + state.rights()
                + "), and so put another one in its place",
            "Run 'chmod o-w' or 'chmod +t' on it, or name another directory. In a container that"
                + " nobody else reaches, set 'wasm.cache.disk.trust-parents=true'.",
            null);
      }
    }
  }
}
