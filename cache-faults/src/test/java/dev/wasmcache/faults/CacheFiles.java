package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a cache directory, as somebody sees it who walks through it. */
final class CacheFiles {

  private CacheFiles() {}

  /** Answers entries, and what was to become one. */
  static List<Path> of(Path directory) throws IOException {
    return all(directory)
        .filter(file -> file.toString().matches(".*(\\.wasmcache|\\.tmp)"))
        .toList();
  }

  /** Answers what was to become an entry and did not. */
  static List<Path> temporary(Path directory) throws IOException {
    return of(directory).stream().filter(file -> file.toString().endsWith(".tmp")).toList();
  }

  private static Stream<Path> all(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.toList().stream();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    for (Path file : all(from).toList()) {
      Files.copy(
          file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  static void delete(Path directory) throws IOException {
    for (Path file : all(directory).sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(file);
    }
  }
}
