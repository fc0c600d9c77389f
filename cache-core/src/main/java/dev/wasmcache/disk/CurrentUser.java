package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Who this process runs as, in the words of the file system. */
final class CurrentUser {

  private static final Path SELF = Path.of("/proc/self");

  private CurrentUser() {}

  /** Answers the name of the effective user; empty if it cannot be told. */
  static Optional<String> name() {
    try {
      // The property user.name is a guess where the user id has no name, as in many containers.
      if (Files.exists(SELF)) {
        return Optional.of(Files.getOwner(SELF).getName());
      }
      return Optional.of(
          FileSystems.getDefault()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(System.getProperty("user.name", ""))
              .getName());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
