package dev.wasmcache.cli.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that modules are compiled to.
 *
 * @param path null if there is none
 * @param isTemporary whether it is deleted at the end
 */
record WorkingDirectory(@Nullable Path path, boolean isTemporary) implements AutoCloseable {

  static WorkingDirectory none() {
    return new WorkingDirectory(null, false);
  }

  static WorkingDirectory of(Path path) {
    return new WorkingDirectory(path, false);
  }

  /** Creates a directory that only this user can access. */
  static WorkingDirectory temporary() throws IOException {
    return new WorkingDirectory(Files.createTempDirectory("wasm-cache"), true);
  }

  @Override
  public void close() throws IOException {
    if (isTemporary && path != null) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(path)) {
        files = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
