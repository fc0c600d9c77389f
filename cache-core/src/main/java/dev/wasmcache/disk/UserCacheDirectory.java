package dev.wasmcache.disk;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the directory in which the operating system keeps this user's caches. All applications of
 * the user share it: keys depend on content only, so they share the entries that they have in
 * common.
 */
public final class UserCacheDirectory {

  private static final String NAME = "wasm-cache";
  private static final String SIGNED = "-signed";

  private UserCacheDirectory() {}

  /** Returns the directory of this process; empty if its user has no home directory. */
  public static Optional<Path> find() {
    return find(
        System.getProperty("os.name", ""), System.getenv(), System.getProperty("user.home"));
  }

  /**
   * Returns the directory beside this one for applications that protect their entries with keys. In
   * a common one, they and the applications without keys would refuse and delete the entries of
   * each other.
   *
   * @param directory what {@link #find()} has returned
   */
  public static Path forKeys(Path directory) {
    return directory.resolveSibling(directory.getFileName() + SIGNED);
  }

  static Optional<Path> find(
      String system, Map<String, String> environment, @Nullable String home) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return absolute(environment.get("LOCALAPPDATA"))
          .or(() -> absolute(home).map(path -> path.resolve("AppData").resolve("Local")))
          .map(path -> path.resolve(NAME));
    }
    if (name.startsWith("mac")) {
      return absolute(home).map(path -> path.resolve("Library").resolve("Caches").resolve(NAME));
    }
    return absolute(environment.get("XDG_CACHE_HOME"))
        .or(() -> absolute(home).map(path -> path.resolve(".cache")))
        .map(path -> path.resolve(NAME));
  }

  /** A user without a home has "?" or "/" here, and XDG says to ignore relative paths. */
  private static Optional<Path> absolute(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text))
          .filter(Path::isAbsolute)
          .filter(path -> path.getNameCount() > 0);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
