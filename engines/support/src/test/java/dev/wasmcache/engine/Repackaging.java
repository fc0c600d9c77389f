package dev.wasmcache.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Packages the content of JARs differently. */
final class Repackaging {

  // In a different order than in most JARs.
  private final Map<String, byte[]> entries = new TreeMap<>(Collections.reverseOrder());

  Repackaging(List<Path> jars) throws IOException {
    for (Path jar : jars) {
      try (InputStream file = Files.newInputStream(jar);
          ZipInputStream zip = new ZipInputStream(file)) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          if (!entry.isDirectory()) {
            entries.put(entry.getName(), zip.readAllBytes());
          }
        }
      }
    }
  }

  /** Adds or replaces an entry. */
  void add(String name, String content) {
    entries.put(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Removes the entries whose names end so. */
  Repackaging without(String end) {
    entries.keySet().removeIf(name -> name.endsWith(end));
    return this;
  }

  /** Writes all entries to one JAR, with a different compression and time. */
  Path jar(Path file, String before) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(before.getBytes(StandardCharsets.US_ASCII));
      ZipOutputStream zip = new ZipOutputStream(out);
      zip.setLevel(1);
      zip.setComment("all in one");
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setTime(1_000_000_000_000L);
        zip.putNextEntry(header);
        zip.write(entry.getValue());
      }
      zip.finish();
    }
    return file;
  }

  /** Writes all entries to files below a directory. */
  Path directory(Path directory) throws IOException {
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      Path file = directory.resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue());
    }
    return directory;
  }
}
