package dev.wasmcache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files in a directory. */
final class CacheFiles {

  private CacheFiles() {}

  static List<Path> entries(Path directory) throws IOException {
    return ending(directory, ".wasmcache");
  }

  /** The files of writes that did not end. */
  static List<Path> temporary(Path directory) throws IOException {
    return ending(directory, ".tmp");
  }

  private static List<Path> ending(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }
}
