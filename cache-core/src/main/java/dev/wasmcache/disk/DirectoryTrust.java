package dev.wasmcache.disk;

import dev.wasmcache.admin.Setting;
import dev.wasmcache.internal.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/** Decides whether code in a directory may be run: only if no other user can write there. */
final class DirectoryTrust {

  private final FileCalls files;
  private final Ownership ownership;
  private final Path configured;
  private final boolean parentsAreTrusted;
  private final Function<Setting, String> settingNames;

  /**
   * @param parentsAreTrusted whether parent directories in which every user may rename are accepted
   */
  DirectoryTrust(
      FileCalls files,
      Ownership ownership,
      Path configured,
      boolean parentsAreTrusted,
      Function<Setting, String> settingNames) {
    this.files = files;
    this.ownership = ownership;
    this.configured = configured;
    this.parentsAreTrusted = parentsAreTrusted;
    this.settingNames = settingNames;
  }

  /** Checks the directory as it was configured, which may be a link. */
  void checkConfigured(Path real) throws IOException {
    check(configured, real);
  }

  /**
   * Checks a directory of the cache itself.
   *
   * @return its state when it was checked
   * @throws CacheDirectoryException if it belongs to another user, or other users can write it
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
      Log.DISK.debug("Wasm cache: the permissions of {} are not checked: not POSIX", directory);
      return state;
    }
    String objection = ownership.objection(directory, state);
    if (objection != null) {
      throw new CacheDirectoryException(
          shown,
          objection + ": code that another user placed there would run in this process",
          ownership.isForeign(directory, state) ? remedyForOwner() : remedyForMode(state),
          null);
    }
    return state;
  }

  private static String remedyForOwner() {
    return "Use a new directory, which this process creates, or empty this one before you change"
        + " its owner: changing the owner of existing files would make them trusted. Containers"
        + " that share a volume run as the same user ('runAsUser' on Kubernetes), or use a"
        + " directory each.";
  }

  private static String remedyForMode(FileState state) {
    String remedy =
        "Use a new directory, which this process creates, or empty this one and then run 'chmod"
            + " 700' on it: the mode alone does not undo what other users have written there.";
    return state.sharedWithItsGroup()
        ? remedy
            + " On Kubernetes, 'fsGroup' shares it with a group at each mount, unless"
            + " 'fsGroupChangePolicy: OnRootMismatch' is set."
        : remedy;
  }

  /**
   * Checks the parent directories: renaming in one of them is enough to replace the cache's
   * directory. A parent directory that a group can write is accepted, because its administrator
   * chose the group's members.
   *
   * @param directory a path without links
   * @throws CacheDirectoryException if every user can rename in one of them
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
            "every user can write a directory above it, "
                + parent
                + " ("
                + state.rights()
                + ") and so replace it with another one",
            "Use another directory. Or run 'chmod o-w' or 'chmod +t' on it, and make sure that this"
                + " user or root owns the directories between. In a container whose volume no other"
                + " user can reach, set '"
                + settingNames.apply(Setting.TRUST_PARENTS)
                + "'.",
            null);
      }
    }
  }
}
