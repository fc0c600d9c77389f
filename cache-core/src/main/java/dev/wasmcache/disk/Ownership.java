package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files and directories may be used. They must belong to the user of this process, or
 * to root if they are only read, and no other user may be able to write them. Where the system has
 * no owners and modes, everything may be used.
 */
final class Ownership {

  private final boolean rootIsTrusted;

  private Ownership(boolean rootIsTrusted) {
    this.rootIsTrusted = rootIsTrusted;
  }

  /** Returns the rule for a directory that this process writes. */
  static Ownership ofUser() {
    return new Ownership(false);
  }

  /**
   * Returns the rule for a directory that is only read: it may belong to root, as in a container
   * image.
   */
  static Ownership ofUserOrRoot() {
    return new Ownership(true);
  }

  /**
   * Whether it belongs to a user whose code must not run here.
   *
   * @param path where it was found
   */
  boolean isForeign(Path path, FileState state) throws IOException {
    return state.hasRights()
        && !(rootIsTrusted && state.owner() == 0)
        && !CurrentUser.owns(path, state);
  }

  /**
   * Returns why it must not be used, a clause for a message; null if it may be.
   *
   * @param path where it was found
   */
  @Nullable String objection(Path path, FileState state) throws IOException {
    if (isForeign(path, state)) {
      return "it is owned by '"
          + nameOfOwner(path, state)
          + "' while this process runs as '"
          + CurrentUser.name()
          + "'";
    }
    return state.writableByOthers()
        ? "users other than its owner can write it (" + state.rights() + ")"
        : null;
  }

  private static String nameOfOwner(Path path, FileState state) {
    try {
      return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return Integer.toString(state.owner());
    }
  }
}
