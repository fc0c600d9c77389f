package dev.wasmcache.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the benchmarks write: in the module's build directory, so that a clean build deletes it, or
 * in memory.
 */
public final class WorkDirectory {

  private static final Path BUILD = Path.of("target", "work");
  private static final Path MEMORY = Path.of("/dev/shm");

  private WorkDirectory() {}

  /** Makes an empty directory, and deletes what an earlier run has left there. */
  public static Path empty(String name) {
    return empty(BUILD, name);
  }

  /**
   * Makes an empty directory in memory, for many pods that would have a disk each and not one
   * together. On a system that has no such file system it is in the build directory.
   */
  public static Path inMemory(String name) {
    return Files.isWritable(MEMORY)
        ? empty(MEMORY.resolve("wasm-cache-benchmarks"), name)
        : empty(name);
  }

  private static Path empty(Path parent, String name) {
    try {
      Path directory = parent.resolve(name).toAbsolutePath();
      delete(directory);
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory and all that is in it. A no-op if there is none. */
  public static void delete(Path directory) {
    try {
      for (Path path : everything(directory)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the total size of the files in a directory, in bytes. */
  public static long size(Path directory) {
    try {
      long size = 0;
      for (Path path : everything(directory)) {
        size += Files.isRegularFile(path) ? Files.size(path) : 0;
      }
      return size;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything in a directory, each before the directory that contains it. */
  private static List<Path> everything(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
