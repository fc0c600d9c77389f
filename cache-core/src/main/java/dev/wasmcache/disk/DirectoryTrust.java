package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Decides whether what lies in a directory may be run: only if no other user can put it there. */
final class DirectoryTrust {

  private final FileCalls files;
  private final Path configured;
  private final boolean parentsAreTrusted;
  private final Ownership ownership;

  /**
   * @param parentsAreTrusted whether everybody may rename in the directories above
   */
  DirectoryTrust(FileCalls files, Path configured, boolean parentsAreTrusted) {
    this(files, configured, parentsAreTrusted, Ownership.ofUser());
  }

  private DirectoryTrust(
      FileCalls files, Path configured, boolean parentsAreTrusted, Ownership ownership) {
    this.files = files;
    this.configured = configured;
    this.parentsAreTrusted = parentsAreTrusted;
    this.ownership = ownership;
  }

  /** Decides for a directory that is only read: an image of a container is root's. */
  static DirectoryTrust ofLayer(FileCalls files, Path configured, boolean parentsAreTrusted) {
    return new DirectoryTrust(files, configured, parentsAreTrusted, Ownership.ofUserOrRoot());
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
  FileState check(Path directory) throws IOException {
    return check(directory, directory);
  }

  private FileState check(Path shown, Path directory) throws IOException {
    FileState state = files.state(directory);
    if (!state.isDirectory()) {
      throw new CacheDirectoryException(
          shown, "it is not a directory", "Name a directory that does not exist yet.", null);
    }
    if (!state.hasRights()) {
      DiskLog.LOG.debug("Wasm cache: rights of {} are not checked: not POSIX", directory);
      return state;
    }
    String objection = ownership.objection(directory, state);
    if (objection != null) {
      throw new CacheDirectoryException(
          shown,
          objection + ": code that another user has put there would run here",
          ownership.isForeign(directory, state) ? remedyForOwner() : remedyForMode(state),
          null);
    }
    return state;
  }

  private static String remedyForOwner() {
    return "Use a new directory, which this process creates, or empty this one before you change"
        + " its owner: to change the owner of what is in it would make that trusted. Containers"
        + " that share a volume run as the same user ('runAsUser' on Kubernetes), or use a"
        + " directory each.";
  }

  private static String remedyForMode(FileState state) {
    String remedy =
        "Use a new directory, which this process creates, or empty this one and then run 'chmod"
            + " 700' on it: the mode alone does not undo what others have written there.";
    return state.sharedWithItsGroup()
        ? remedy
            + " On Kubernetes, 'fsGroup' shares it with a group at each mount, unless"
            + " 'fsGroupChangePolicy: OnRootMismatch' is set."
        : remedy;
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
      FileState state = files.state(parent);
      if (state.lettingEverybodyRename()) {
        throw new CacheDirectoryException(
            configured,
            "everybody can write the directory above it, "
                + parent
                + " ("
                + state.rights()
                + "), and so put another one in its place",
            "Use another directory. Or run 'chmod o-w' or 'chmod +t' on it, and make sure that this"
                + " user or root owns what lies between. In a container that nothing else reaches,"
                + " set 'wasm.cache.disk.trust-parents=true'.",
            null);
      }
    }
  }
}
