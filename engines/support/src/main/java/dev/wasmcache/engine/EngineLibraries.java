package dev.wasmcache.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An engine's libraries on a class path: checks that they are compatible, and identifies their code
 * independently of its packaging.
 *
 * <p>The version alone does not identify it: a library may be patched, shaded or built from a
 * snapshot.
 */
final class EngineLibraries {

  private static final String UNKNOWN = "unknown";
  private static final String[] LIBRARIES = {"wasm", "runtime", "compiler"};

  /** A class of each library whose code influences the artifacts, in the engine's packages. */
  private static final String[] CLASSES = {
    "wasm/Parser.class", "runtime/Instance.class", "compiler/MachineFactoryCompiler.class"
  };

  private static final String ASM = "org/objectweb/asm/";

  /** The same for ASM, which writes the compiled classes. */
  private static final String[] CLASSES_OF_ASM = {
    ASM + "ClassWriter.class", ASM + "commons/ClassRemapper.class"
  };

  /** Excludes the ASM packages that analyze classes, which only some applications have. */
  private static final List<CodePackage> PACKAGES_OF_ASM =
      List.of(
          new CodePackage(ASM, false),
          new CodePackage(ASM + "signature/", true),
          new CodePackage(ASM + "commons/", true));

  private final EngineFamily engine;
  private final ClassLoader classPath;

  EngineLibraries(EngineFamily engine, ClassLoader classPath) {
    this.engine = engine;
    this.classPath = classPath;
  }

  /**
   * Returns the version and a digest of the code, as text.
   *
   * @throws IllegalStateException if a library is missing or they are of different versions
   */
  String fingerprintedVersion() {
    String version = UNKNOWN;
    for (String library : LIBRARIES) {
      String its = version(library);
      if (!version.equals(UNKNOWN) && !its.equals(UNKNOWN) && !its.equals(version)) {
        throw new IllegalStateException(
            engine.name()
                + "'s libraries work only together in one version, but on the class path are "
                + versions()
                + ". Give all three the same version in the build, one in which the compiler is"
                + " available.");
      }
      version = version.equals(UNKNOWN) ? its : version;
    }
    return (version.equals(UNKNOWN) ? versionOfCode() : version) + "+" + digest();
  }

  private String versions() {
    StringBuilder text = new StringBuilder();
    for (String library : LIBRARIES) {
      text.append(text.isEmpty() ? "" : ", ").append(engine.group()).append(':').append(library);
      text.append(' ').append(version(library));
    }
    return text.toString();
  }

  private String version(String library) {
    URL url =
        classPath.getResource(
            "META-INF/maven/" + engine.group() + "/" + library + "/pom.properties");
    if (url == null) {
      return UNKNOWN;
    }
    try {
      Path jar = ClassPathDigest.jarFile(url);
      return jar == null ? version(url.openStream()) : version(url, jar);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + url, e);
    }
  }

  /**
   * Reads the same bytes as the URL, whose own access to a JAR takes a fresh JVM some milliseconds.
   */
  private static String version(URL url, Path jar) throws IOException {
    String text = url.toString();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(text.substring(text.indexOf("!/") + 2));
      return entry == null ? UNKNOWN : version(zip.getInputStream(entry));
    }
  }

  private static String version(InputStream content) throws IOException {
    try (content) {
      Properties properties = new Properties();
      properties.load(content);
      return properties.getProperty("version", UNKNOWN);
    }
  }

  /**
   * Returns the version from the engine's own constant: a repackaged JAR may have lost the build's
   * files that state it.
   */
  private String versionOfCode() {
    try {
      Class<?> version = Class.forName(engine.group() + ".wasm.Version", true, classPath);
      return String.valueOf(version.getMethod("version").invoke(null));
    } catch (ReflectiveOperationException | LinkageError e) {
      EngineLog.LOG.debug("Wasm cache: {} does not state its version", engine.name(), e);
      return UNKNOWN;
    }
  }

  private String digest() {
    String prefix = engine.group().replace('.', '/') + '/';
    List<CodePackage> packages = new ArrayList<>(PACKAGES_OF_ASM);
    for (String library : LIBRARIES) {
      packages.add(new CodePackage(prefix + library + '/', true));
    }
    ClassPathDigest digest = new ClassPathDigest(packages);
    for (String name : CLASSES) {
      digest.add(find(prefix + name), prefix + name);
    }
    for (String name : CLASSES_OF_ASM) {
      digest.add(find(name), name);
    }
    return digest.toHex();
  }

  private URL find(String name) {
    URL url = classPath.getResource(name);
    if (url == null) {
      throw new IllegalStateException(
          "There is no "
              + name
              + " on the class path: add "
              + engine.group()
              + ":compiler, which brings the rest of "
              + engine.name()
              + ", in the version of "
              + engine.group()
              + ":runtime");
    }
    return url;
  }
}
