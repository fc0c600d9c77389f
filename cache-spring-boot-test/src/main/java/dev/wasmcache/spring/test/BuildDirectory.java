package dev.wasmcache.spring.test;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the directory that a build tool writes to, and that its "clean" deletes. */
final class BuildDirectory {

  private static final String MAVEN = "target";
  private static final String GRADLE = "build";
  private static final Set<String> NAMES = Set.of(MAVEN, GRADLE);

  private BuildDirectory() {}

  /** Returns the directory or JAR that a class was loaded from; null if it has none. */
  static @Nullable Path classesOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location == null ? null : pathOf(location);
  }

  /** Returns the path of a file, or null if the URL is not that of a file. */
  static @Nullable Path pathOf(URL url) {
    try {
      URI uri = url.toURI();
      return "file".equals(uri.getScheme()) ? Path.of(uri) : null;
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return null;
    }
  }

  /**
   * Returns the build directory that the tests' classes are in: an IDE may run them in the working
   * directory of another module. Otherwise, returns that of the working directory.
   */
  static Optional<Path> find(@Nullable Path classes, Path working, Predicate<Path> exists) {
    // Maven: target/test-classes. Gradle: build/classes/java/test.
    for (Path path = classes; path != null; path = path.getParent()) {
      Path build = path.getParent();
      if (build != null && NAMES.contains(nameOf(build)) && nameOf(path).contains("classes")) {
        return Optional.of(build);
      }
    }
    if (exists.test(working.resolve(MAVEN)) || exists.test(working.resolve("pom.xml"))) {
      return Optional.of(working.resolve(MAVEN));
    }
    if (exists.test(working.resolve("build.gradle"))
        || exists.test(working.resolve("build.gradle.kts"))) {
      return Optional.of(working.resolve(GRADLE));
    }
    return Optional.empty();
  }

  private static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
