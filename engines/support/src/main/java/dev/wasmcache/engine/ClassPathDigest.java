package dev.wasmcache.engine;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * A digest of the code of libraries: of the names, sizes and checksums of their classes. It does
 * not depend on how the libraries are packaged. Of a JAR only the directory is read, which has all
 * three; reading the classes would take a large part of a start-up. So would sorting the names, so
 * each class adds to a sum. It does not withstand forged libraries. For one thread.
 */
final class ClassPathDigest implements JarDirectory.Visitor {

  private static final String CLASS = ".class";

  private final List<CodePackage> packages;
  private final Set<String> places = new HashSet<>();
  private @Nullable CodePackage latest;
  private long sum;

  /**
   * @param packages the packages whose classes count
   */
  ClassPathDigest(List<CodePackage> packages) {
    this.packages = packages;
  }

  /**
   * Adds the classes that count from the JAR or directory that contains a given class.
   *
   * @param url the location of the class
   * @param name the resource name of that class
   */
  void add(URL url, String name) {
    String text = url.toString();
    String place = text.substring(0, text.length() - name.length());
    if (!places.add(place)) {
      return;
    }
    try {
      if (!addJarFile(url)) {
        if (url.openConnection() instanceof JarURLConnection connection) {
          addJar(connection);
        } else {
          addDirectory(place);
        }
      }
    } catch (IOException | RuntimeException e) {
      EngineLog.LOG.warn(
          "Wasm cache: the code beside {} cannot be identified, so nothing compiled by another"
              + " process will be used: {}",
          url,
          e.toString());
      sum += new SecureRandom().nextLong();
    }
  }

  /** Returns the file of a JAR; null if the class is in a directory or in a nested JAR. */
  static @Nullable Path jarFile(URL url) {
    String text = url.toString();
    int end = text.indexOf("!/");
    return text.startsWith("jar:file:") && end == text.lastIndexOf("!/")
        ? Path.of(URI.create(text.substring("jar:".length(), end)))
        : null;
  }

  /** Returns whether the URL is of a JAR whose directory can be read without opening the JAR. */
  private boolean addJarFile(URL url) {
    Path file = jarFile(url);
    if (file == null) {
      return false;
    }
    try {
      JarDirectory.visit(file, this);
      return true;
    } catch (IOException e) {
      EngineLog.LOG.debug("Wasm cache: {} is read as a JAR", file, e);
      return false;
    }
  }

  private void addJar(JarURLConnection connection) throws IOException {
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      for (Iterator<? extends ZipEntry> entries = jar.entries().asIterator(); entries.hasNext(); ) {
        ZipEntry entry = entries.next();
        visit(entry.getName(), entry.getSize(), entry.getCrc());
      }
    }
  }

  private void addDirectory(String place) throws IOException {
    for (CodePackage code : packages) {
      // Both kinds of URL that occur here, of a directory and of a run-time image, have the path
      // form.
      Path directory = Path.of(URI.create(place + code.path()));
      if (Files.isDirectory(directory)) {
        int depth = code.withPackagesBelow() ? Integer.MAX_VALUE : 1;
        try (Stream<Path> files = Files.walk(directory, depth)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
            addFile(code.path() + name, file);
          }
        }
      }
    }
  }

  private void addFile(String name, Path file) throws IOException {
    if (matters(name)) {
      byte[] bytes = Files.readAllBytes(file);
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      visit(name, bytes.length, checksum.getValue());
    }
  }

  // Not called by a lambda: the first lambda of a JVM takes some milliseconds.
  @Override
  public void visit(String name, long size, long checksum) {
    if (matters(name)) {
      sum += mix(((long) name.hashCode() << Integer.SIZE | checksum) + mix(size));
    }
  }

  /** Spreads a change of any bit over all bits. (The finalizer of SplitMix64.) */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private boolean matters(String name) {
    if (!name.endsWith(CLASS)) {
      return false;
    }
    if (latest != null && latest.contains(name)) {
      return true;
    }
    for (CodePackage code : packages) {
      if (code.contains(name)) {
        latest = code;
        return true;
      }
    }
    return false;
  }

  /** Returns a short digest of everything that was added, in any order. */
  long sum() {
    return sum;
  }
}
