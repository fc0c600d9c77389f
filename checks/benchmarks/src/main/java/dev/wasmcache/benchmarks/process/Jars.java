package dev.wasmcache.benchmarks.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Writes JARs. */
public final class Jars {

  private Jars() {}

  /** Writes a JAR with all files of a directory. */
  public static void pack(Path directory, Path jar) throws IOException {
    pack(directory, new Manifest(), jar);
  }

  /** Writes a JAR with a manifest and all files of a directory. */
  public static void pack(Path directory, Manifest manifest, Path jar) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    write(entries, manifest, jar);
  }

  /**
   * Writes a JAR.
   *
   * @param entries the content by name
   */
  static void write(Map<String, byte[]> entries, Manifest manifest, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Map.Entry<String, byte[]> entry : List.copyOf(entries.entrySet())) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
  }
}
