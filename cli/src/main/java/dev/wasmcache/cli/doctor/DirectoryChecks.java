package dev.wasmcache.cli.doctor;

import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.output.Units;
import dev.wasmcache.disk.CacheDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the directory is, to whom it belongs, and how much room it has. */
final class DirectoryChecks {

  private DirectoryChecks() {}

  static Check location(GlobalOptions options, CacheLocation location) {
    Path directory = location.directory();
    String origin =
        options.directory().isPresent()
            ? " (" + GlobalOptions.DIRECTORY + ")"
            : " (the default of this user" + (options.haveKeys() ? ", with keys)" : ")");
    if (Files.isDirectory(directory)) {
      return Check.ok("location", directory + origin);
    }
    return Check.note(
        "location",
        directory + origin + " does not exist",
        "The first application that stores a module creates it. If applications store theirs"
            + " elsewhere, name that directory with "
            + GlobalOptions.DIRECTORY
            + ".");
  }

  /** Says whether an application of this user would use the directory. */
  static List<Check> trust(GlobalOptions options, CacheLocation location) {
    List<Check> checks = new ArrayList<>();
    Path directory = location.directory();
    Optional<CacheDirectoryException> refusal = location.store().refusal();
    if (refusal.isPresent()) {
      checks.add(Check.problem("trust", refusal.get().reason(), refusal.get().remedy()));
    } else {
      checks.add(Check.ok("trust", "no other user can write it" + parents(options)));
    }
    if (Files.isDirectory(directory)) {
      checks.add(rights(directory));
    }
    return checks;
  }

  private static String parents(GlobalOptions options) {
    return options.trustParents() ? "; what is above it was not checked" : ", or replace it";
  }

  private static Check rights(Path directory) {
    String user = System.getProperty("user.name", "");
    try {
      PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
      String rights =
          "owner "
              + attributes.owner().getName()
              + ", "
              + PosixFilePermissions.toString(attributes.permissions())
              + "; this process runs as "
              + user;
      return writable(directory, rights);
    } catch (IOException | UnsupportedOperationException e) {
      return writable(directory, "this process runs as " + user);
    }
  }

  private static Check writable(Path directory, String rights) {
    return Files.isWritable(directory)
        ? Check.ok("permissions", rights)
        : Check.note(
            "permissions",
            rights + ", and can read but not write it",
            "Entries are read and nothing is stored. If that is not what you want, run the"
                + " application as the owner.");
  }

  /** Says whether anything would be written; empty if the volume does not say. */
  static Optional<Check> space(Path directory, long minimumFreeBytes) {
    Path existing = existing(directory);
    if (existing == null) {
      return Optional.empty();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      if (free >= minimumFreeBytes) {
        return Optional.of(Check.ok("space", Units.bytes(free) + " free on the volume"));
      }
      return Optional.of(
          Check.problem(
              "space",
              Units.bytes(free)
                  + " free on the volume, less than the "
                  + Units.bytes(minimumFreeBytes)
                  + " to leave free: nothing is written and entries are evicted",
              "Free some space, or lower wasm.cache.disk.min-free-space (here: --min-free-space)."));
    } catch (IOException e) {
      return Optional.of(
          Check.note("space", "the free space is not known: " + e, "Look with 'df'."));
    }
  }

  private static @Nullable Path existing(Path directory) {
    Path path = directory.toAbsolutePath();
    while (path != null && !Files.exists(path)) {
      path = path.getParent();
    }
    return path;
  }
}
