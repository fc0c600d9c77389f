package dev.wasmcache.cli.compile;

import dev.wasmcache.cli.option.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads modules from files. */
final class ModuleFiles {

  private ModuleFiles() {}

  /** Requires that all of them can be read, before any work is done. */
  static void requireReadable(List<Path> files) {
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new UsageException("FILE is '" + file + "', which is not a file that can be read.");
      }
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UsageException("FILE is '" + file + "', which cannot be read: " + e);
    }
  }
}
