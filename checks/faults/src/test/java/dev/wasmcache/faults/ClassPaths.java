package dev.wasmcache.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Copies of the class path of this JVM. */
final class ClassPaths {

  private ClassPaths() {}

  /** Copies it unchanged. */
  static String copy(Path to) throws IOException {
    return copy(to, false);
  }

  /** Copies it, and unpacks the JARs of this project, so that each class is a file to be opened. */
  static String explode(Path to) throws IOException {
    return copy(to, true);
  }

  private static String copy(Path to, boolean explode) throws IOException {
    Files.createDirectory(to);
    List<String> copies = new ArrayList<>();
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(element);
      if (Files.exists(from)) {
        String name = from.getFileName().toString();
        Path copy = to.resolve(copies.size() + "-" + name);
        if (explode && name.matches("wasm-cache-.*\\.jar")) {
          unpack(from, copy);
        } else {
          CacheFiles.copy(from, copy);
        }
        copies.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void unpack(Path jar, Path to) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      CacheFiles.copy(files.getPath("/"), to);
    }
  }
}
