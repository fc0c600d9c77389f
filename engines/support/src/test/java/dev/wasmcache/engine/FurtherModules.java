package dev.wasmcache.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules of the user: {@code -Dmodules=FOLDER}. */
public final class FurtherModules {

  private FurtherModules() {}

  /** Returns the {@code .wasm} files of the folder, in order; none without the property. */
  public static List<Path> files() {
    String folder = System.getProperty("modules");
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      List<Path> modules = files.filter(FurtherModules::isModule).sorted().toList();
      if (modules.isEmpty()) {
        throw new IllegalArgumentException("There is no .wasm file in " + folder + " (-Dmodules)");
      }
      return modules;
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " (-Dmodules) cannot be read", e);
    }
  }

  private static boolean isModule(Path file) {
    return file.toString().endsWith(".wasm");
  }
}
