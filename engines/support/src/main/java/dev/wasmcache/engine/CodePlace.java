package dev.wasmcache.engine;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Where the classes of a library come from: a JAR, a JAR in a JAR, or a directory.
 *
 * @param base the URL before the names of resources
 */
record CodePlace(String base) {

  private static final String JAR = "jar:";
  private static final String INSIDE = "!/";

  /**
   * Finds the place of a class; null if there is no such class. The class is loaded and not
   * initialised: to ask a class loader for the resource instead opens the image of the JDK, which
   * takes a fresh JVM some milliseconds.
   *
   * @param resource the resource name of the class
   */
  static @Nullable CodePlace of(String resource, ClassLoader classPath) {
    String name = resource.substring(0, resource.lastIndexOf('.')).replace('/', '.');
    try {
      CodeSource source =
          Class.forName(name, false, classPath).getProtectionDomain().getCodeSource();
      URL location = source == null ? null : source.getLocation();
      if (location != null) {
        String text = location.toString();
        return new CodePlace(text.endsWith("/") ? text : JAR + text + INSIDE);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      EngineLog.LOG.debug("Wasm cache: {} cannot be loaded", name, e);
      return null;
    }
    URL url = classPath.getResource(resource);
    if (url == null) {
      return null;
    }
    String text = url.toString();
    return new CodePlace(text.substring(0, text.length() - resource.length()));
  }

  /** Returns the file of the JAR; null if it is a directory or inside of another JAR. */
  @Nullable Path jarFile() {
    int end = base.indexOf(INSIDE);
    return base.startsWith(JAR + "file:") && end == base.length() - INSIDE.length()
        ? Path.of(URI.create(base.substring(JAR.length(), end)))
        : null;
  }

  /**
   * @throws MalformedURLException if the place has no kind of URL that this JVM knows
   */
  URL url(String resource) throws MalformedURLException {
    return uri(resource).toURL();
  }

  URI uri(String resource) {
    return URI.create(base + resource);
  }

  @Override
  public String toString() {
    return base;
  }
}
