package dev.wasmcache.engine;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * A digest of the code of libraries. Of a JAR only the directory is used, which has the size and
 * the checksum of every class: to read the classes would take a good part of a start-up. Not for
 * one who must withstand forged libraries. For one thread.
 */
final class ClassPathDigest {

  private static final int LENGTH = 8;
  private static final String CLASS = ".class";

  private final Set<String> lines = new TreeSet<>();

  /**
   * Adds the classes of one library.
   *
   * @param url where a class of the library is
   * @param name the name of that class as a resource
   * @param packages the path with which the names of the classes begin that matter
   */
  void add(URL url, String name, String packages) {
    try {
      Path file = jarFile(url);
      if (file != null) {
        CRC32 checksum = new CRC32();
        byte[] directory = JarDirectory.read(file);
        checksum.update(directory);
        addLine(packages, directory.length, checksum.getValue());
      } else if (url.openConnection() instanceof JarURLConnection connection) {
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
          addJar(jar, packages);
        }
      } else {
        addDirectory(url.toString(), name, packages);
      }
    } catch (IOException | RuntimeException e) {
      EngineLog.LOG.warn(
          "Wasm cache: the code beside {} cannot be identified, so nothing compiled by another"
              + " process will be used: {}",
          url,
          e.toString());
      lines.add(UUID.randomUUID().toString());
    }
  }

  /** Answers the file of a JAR; null if the class lies in a directory or in a JAR within a JAR. */
  static @Nullable Path jarFile(URL url) {
    String text = url.toString();
    int end = text.indexOf("!/");
    return text.startsWith("jar:file:") && end == text.lastIndexOf("!/")
        ? Path.of(URI.create(text.substring("jar:".length(), end)))
        : null;
  }

  private void addJar(JarFile jar, String packages) {
    for (Iterator<? extends ZipEntry> entries = jar.entries().asIterator(); entries.hasNext(); ) {
      ZipEntry entry = entries.next();
      if (entry.getName().startsWith(packages) && entry.getName().endsWith(CLASS)) {
        addLine(entry.getName(), entry.getSize(), entry.getCrc());
      }
    }
  }

  private void addDirectory(String anchor, String name, String packages) throws IOException {
    // Both forms of a URL in use here, of a directory and of a run-time image, are those of a path.
    String root = anchor.substring(0, anchor.length() - name.length());
    Path directory = Path.of(URI.create(root + packages));
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        addLine(directory.relativize(file).toString(), bytes.length, checksum.getValue());
      }
    }
  }

  private void addLine(String name, long size, long checksum) {
    lines.add(name + ' ' + size + ' ' + checksum + '\n');
  }

  /** Answers a short digest of all that was added, in whatever order. */
  String toHex() {
    byte[] digest =
        Digests.sha256().digest(String.join("", lines).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, LENGTH);
  }
}
