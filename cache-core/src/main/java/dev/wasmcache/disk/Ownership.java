package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files and directories may be used. They must belong to the user of this process, or
 * to root if they are only read, and no other user may be able to write them. Where the system has
 * no owners and modes, everything may be used.
 */
final class Ownership {

  private static final Path SELF = Path.of("/proc/self");

  // The property user.name is a guess if the user id has no name, as in many containers.
  private static final OptionalInt USER_ID = findUserId();
  private static final @Nullable UserPrincipal USER = USER_ID.isPresent() ? null : findUser();

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
    return state.hasRights() && !(rootIsTrusted && state.owner() == 0) && !isOwn(path, state);
  }

  /** Whether it belongs to the user of this process, as far as that can be told. */
  private static boolean isOwn(Path path, FileState state) throws IOException {
    if (USER_ID.isPresent()) {
      return state.owner() == USER_ID.getAsInt();
    }
    return USER == null || Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(USER);
  }

  /**
   * Returns why it must not be used, a clause for a message; null if it may be.
   *
   * @param path where it was found
   */
  @Nullable String objection(Path path, FileState state) throws IOException {
    if (isForeign(path, state)) {
      return "it is owned by '"
          + ownerOf(path, Integer.toString(state.owner()), LinkOption.NOFOLLOW_LINKS)
          + "' while this process runs as '"
          + ownerOf(SELF, System.getProperty("user.name", ""))
          + "'";
    }
    return state.writableByOthers()
        ? "users other than its owner can write it (" + state.rights() + ")"
        : null;
  }

  /** Returns the name of the owner, or its number if it has no name. */
  private static String ownerOf(Path path, String ifUnknown, LinkOption... links) {
    try {
      return Files.getOwner(path, links).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return ifUnknown;
    }
  }

  private static OptionalInt findUserId() {
    try {
      return OptionalInt.of((Integer) Files.getAttribute(SELF, "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return OptionalInt.empty();
    }
  }

  private static @Nullable UserPrincipal findUser() {
    try {
      return FileSystems.getDefault()
          .getUserPrincipalLookupService()
          .lookupPrincipalByName(System.getProperty("user.name", ""));
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }
}
