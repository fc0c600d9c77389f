package dev.wasmcache.endive;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Endive's libraries on the class path: whether they fit together, and what identifies their code.
 *
 * <p>The version alone does not: a library may be patched, shaded or built from a snapshot.
 */
final class EndiveLibraries {

  private static final String UNKNOWN = "unknown";

  /** A class of each library whose code shapes what is compiled, with the packages that matter. */
  private static final Map<String, String> CLASSES =
      Map.of(
          "run/endive/wasm/Parser.class", "run/endive/",
          "run/endive/runtime/Instance.class", "run/endive/",
          "run/endive/compiler/MachineFactoryCompiler.class", "run/endive/",
          "org/objectweb/asm/ClassWriter.class", "org/objectweb/asm/",
          "org/objectweb/asm/commons/ClassRemapper.class", "org/objectweb/asm/");

  private static volatile @Nullable EndiveLibraries present;

  private final String fingerprintedVersion;

  private EndiveLibraries(String fingerprintedVersion) {
    this.fingerprintedVersion = fingerprintedVersion;
  }

  /**
   * Answers those that this class is linked against; looked at once.
   *
   * @throws IllegalStateException if one is missing or they are of different versions
   */
  static EndiveLibraries present() {
    EndiveLibraries known = present;
    if (known == null) {
      // Two threads may both look: they see the same.
      known = find(EndiveLibraries.class.getClassLoader()::getResource);
      present = known;
    }
    return known;
  }

  /**
   * @param resources finds a resource by name, or null
   */
  static EndiveLibraries find(Function<String, @Nullable URL> resources) {
    Map<String, String> versions = new LinkedHashMap<>();
    for (String library : List.of("wasm", "runtime", "compiler")) {
      versions.put(library, version(library, resources));
    }
    Set<String> known = new TreeSet<>(versions.values());
    known.remove(UNKNOWN);
    if (known.size() > 1) {
      throw new IllegalStateException(
          "Endive's libraries work only together in one version, but on the class path are "
              + versions.entrySet().stream()
                  .map(library -> "run.endive:" + library.getKey() + " " + library.getValue())
                  .collect(joining(", "))
              + ". Give all three the same version in the build, one in which the compiler is"
              + " available.");
    }
    String version = known.isEmpty() ? UNKNOWN : known.iterator().next();
    return new EndiveLibraries(version + "+" + digest(resources));
  }

  /** Answers the version and a digest of the code, as text. */
  String fingerprintedVersion() {
    return fingerprintedVersion;
  }

  private static String digest(Function<String, @Nullable URL> resources) {
    ClassPathDigest digest = new ClassPathDigest();
    CLASSES.forEach(
        (name, packages) -> {
          URL url = resources.apply(name);
          if (url == null) {
            throw new IllegalStateException(
                "There is no "
                    + name
                    + " on the class path: add run.endive:compiler, which brings the rest of"
                    + " Endive, in the version of run.endive:runtime");
          }
          digest.add(url, name, packages);
        });
    return digest.toHex();
  }

  private static String version(String library, Function<String, @Nullable URL> resources) {
    URL url = resources.apply("META-INF/maven/run.endive/" + library + "/pom.properties");
    if (url == null) {
      return UNKNOWN;
    }
    try (InputStream in = url.openStream()) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", UNKNOWN);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + url, e);
    }
  }
}
