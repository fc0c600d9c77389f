package dev.wasmcache.spring.setting;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ResourceUtils;

/**
 * A property whose value is a directory: a path, or a {@code file:} URL. A relative path starts in
 * the working directory of the process, and {@code ~} is the user's home directory.
 *
 * <p>Spring's own conversion to a path would look for a relative path on the class path first.
 */
public final class PathSetting {

  private static final String DIRECTORY =
      "Set it to a directory, for example /var/cache/my-service.";

  private PathSetting() {}

  /** Returns the directory that a text names; null if it is blank, as if it were not set. */
  public static @Nullable Path parse(String property, @Nullable String text) {
    return text == null || text.isBlank()
        ? null
        : parse(property, text, System.getProperty("user.home"));
  }

  public static List<Path> parse(String property, List<String> texts) {
    String home = System.getProperty("user.home");
    return IntStream.range(0, texts.size())
        .mapToObj(i -> parse(property + "[" + i + "]", texts.get(i), home))
        .toList();
  }

  static Path parse(String property, String text, @Nullable String home) {
    String path = text.strip();
    if (path.isEmpty()) {
      throw new InvalidSettingException(property, "is blank", DIRECTORY + " Or leave it out.");
    }
    if (path.startsWith(ResourceUtils.CLASSPATH_URL_PREFIX)) {
      throw refused(property, text, "is on the class path, and not a directory", DIRECTORY);
    }
    try {
      return path.startsWith(ResourceUtils.FILE_URL_PREFIX)
          ? ofUrl(property, path, home)
          : Path.of(expandHome(property, path, home));
    } catch (InvalidPathException e) {
      String name = e.getInput();
      throw FileNames.problem(name)
          .map(problem -> refused(property, text, "cannot be a path: " + problem, FileNames.REMEDY))
          .orElseGet(() -> refused(property, text, "is not a path: " + e.getReason(), DIRECTORY));
    }
  }

  private static Path ofUrl(String property, String url, @Nullable String home) {
    String path = url.substring(ResourceUtils.FILE_URL_PREFIX.length());
    if (!path.startsWith("//")) {
      return Path.of(expandHome(property, path, home));
    }
    try {
      return Path.of(ResourceUtils.toURI(url));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw refused(property, url, "is not the URL of a file: " + e.getMessage(), DIRECTORY);
    }
  }

  /**
   * Returns a path with a leading {@code ~} replaced by the user's home directory, as in a shell.
   *
   * @throws InvalidSettingException if it starts with another user's home, or if this user has no
   *     home
   */
  public static String expandHome(String property, String path) {
    return expandHome(property, path, System.getProperty("user.home"));
  }

  static String expandHome(String property, String path, @Nullable String home) {
    if (!path.startsWith("~")) {
      return path;
    }
    boolean ofThisUser =
        path.length() == 1 || path.charAt(1) == '/' || path.charAt(1) == File.separatorChar;
    if (!ofThisUser) {
      throw refused(
          property,
          path,
          "begins with '~' and a name, and the home of another user is not known here",
          "Write the whole path. A name that begins with '~' is written './~name'.");
    }
    if (home == null || !Path.of(home).isAbsolute()) {
      throw refused(
          property,
          path,
          "begins with '~', and the user of this process has no home",
          "Write the whole path.");
    }
    return home + path.substring(1);
  }

  private static InvalidSettingException refused(
      String property, String value, String reason, String remedy) {
    return new InvalidSettingException(
        property, "has the value '" + value + "', which " + reason, remedy);
  }
}
