package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files in a cache directory, as a directory walk sees them. */
final class CacheFiles {

  private CacheFiles() {}

  /** Returns entries and temporary files. */
  static List<Path> of(Path directory) throws IOException {
    return all(directory)
        .filter(file -> file.toString().matches(".*(\\.wasmcache|\\.tmp)"))
        .toList();
  }

  /** Returns temporary files. */
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
