package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The user that this process runs as. */
final class CurrentUser {

  private static final Path SELF = Path.of("/proc/self");

  // The property user.name is a guess if the user id has no name, as in many containers.
  private static final OptionalInt ID = findId();
  private static final @Nullable UserPrincipal PRINCIPAL = ID.isPresent() ? null : findPrincipal();

  private CurrentUser() {}

  /** Whether the file with this state belongs to this user, as far as that can be told. */
  static boolean owns(Path path, FileState state) throws IOException {
    if (ID.isPresent()) {
      return state.owner() == ID.getAsInt();
    }
    return PRINCIPAL == null || Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(PRINCIPAL);
  }

  /** Returns the user's name, or its number if it has no name, for messages. */
  static String name() {
    try {
      return Files.getOwner(SELF).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return System.getProperty("user.name", "");
    }
  }

  private static OptionalInt findId() {
    try {
      return OptionalInt.of((Integer) Files.getAttribute(SELF, "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return OptionalInt.empty();
    }
  }

  private static @Nullable UserPrincipal findPrincipal() {
    try {
      return FileSystems.getDefault()
          .getUserPrincipalLookupService()
          .lookupPrincipalByName(System.getProperty("user.name", ""));
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }
}
