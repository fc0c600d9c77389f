package dev.wasmcache.engine;

import dev.wasmcache.internal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
  private static final String COMPILER = "compiler";
  private static final String[] LIBRARIES = {"wasm", "runtime", COMPILER};
  private static final String[] LIBRARIES_TO_LOAD = {"wasm", "runtime"};
  private static final int DIGITS = 16;

  /** A class of each library whose code influences the artifacts, in the engine's packages. */
  private static final Map<String, String> CLASSES =
      Map.of(
          "wasm",
          "wasm/Parser.class",
          "runtime",
          "runtime/Instance.class",
          COMPILER,
          "compiler/MachineFactoryCompiler.class");

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
    return version(LIBRARIES) + "+" + HexFormat.of().toHexDigits(sum(LIBRARIES));
  }

  /**
   * Returns what {@link #fingerprintedVersion()} returns where the compiler with an identity is on
   * the class path too. Here it need not be.
   *
   * @param compiler what {@link #compilerOf} returns there
   * @throws IllegalArgumentException if it cannot be such an identity
   * @throws IllegalStateException if a library is missing or they are of different versions
   */
  String fingerprintedVersion(String compiler) {
    int plus = compiler.lastIndexOf('+');
    String digits = compiler.substring(plus + 1);
    if (plus <= 0 || digits.length() != DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException(
          "'"
              + Printable.text(compiler)
              + "' does not identify a compiler: it has a version, a plus sign and "
              + DIGITS
              + " hexadecimal digits");
    }
    String itsVersion = compiler.substring(0, plus);
    String version = version(LIBRARIES_TO_LOAD);
    if (!version.equals(itsVersion)) {
      throw new IllegalStateException(
          engine.name()
              + "'s libraries work only together in one version, but the compiler is "
              + Printable.text(itsVersion)
              + " and on the class path are "
              + engine.group()
              + ":wasm and "
              + engine.group()
              + ":runtime "
              + version);
    }
    // Each class adds to the sum, so that the sums of the parts add up to that of the whole.
    long sum = sum(LIBRARIES_TO_LOAD) + HexFormat.fromHexDigitsToLong(digits);
    return version + "+" + HexFormat.of().toHexDigits(sum);
  }

  /**
   * Returns the version and a digest of the compiler's code alone, as text.
   *
   * @throws IllegalStateException if a library is missing or they are of different versions
   */
  String compilerOf() {
    long sum = sum(LIBRARIES) - sum(LIBRARIES_TO_LOAD);
    return version(LIBRARIES) + "+" + HexFormat.of().toHexDigits(sum);
  }

  private String version(String... libraries) {
    String version = UNKNOWN;
    for (String library : libraries) {
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
    return version.equals(UNKNOWN) ? versionOfCode() : version;
  }

  private String versions() {
    StringBuilder text = new StringBuilder();
    for (String library : LIBRARIES) {
      text.append(text.isEmpty() ? "" : ", ").append(engine.group()).append(':').append(library);
      text.append(' ').append(version(library));
    }
    return text.toString();
  }

  /**
   * Returns the version according to the file of the build that is beside a class of the library. A
   * search of the class path for that file would look into every module of the JDK, which takes a
   * fresh JVM as long as everything else here.
   */
  private String version(String library) {
    String name = prefix() + CLASSES.get(library);
    String file = "META-INF/maven/" + engine.group() + "/" + library + "/pom.properties";
    URL code = classPath.getResource(name);
    if (code == null) {
      return UNKNOWN;
    }
    try {
      Path jar = ClassPathDigest.jarFile(code);
      return jar == null ? versionBeside(code, name, file) : versionInJar(jar, file);
    } catch (IOException | IllegalArgumentException e) {
      EngineLog.LOG.debug("Wasm cache: there is no {} beside {}", file, code, e);
      return UNKNOWN;
    }
  }

  private static String versionInJar(Path jar, String file) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(file);
      return entry == null ? UNKNOWN : version(zip.getInputStream(entry));
    }
  }

  private static String versionBeside(URL code, String name, String file) throws IOException {
    String text = code.toString();
    String place = text.substring(0, text.length() - name.length());
    URLConnection connection = URI.create(place + file).toURL().openConnection();
    connection.setUseCaches(false);
    return version(connection.getInputStream());
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

  /** Returns the sum over the classes of libraries; with the compiler also over those of ASM. */
  private long sum(String... libraries) {
    String prefix = prefix();
    boolean compiles = libraries.length == LIBRARIES.length;
    List<CodePackage> packages = new ArrayList<>(compiles ? PACKAGES_OF_ASM : List.of());
    for (String library : libraries) {
      packages.add(new CodePackage(prefix + library + '/', true));
    }
    ClassPathDigest digest = new ClassPathDigest(packages);
    for (String library : libraries) {
      String name = prefix + CLASSES.get(library);
      digest.add(find(name), name);
    }
    if (compiles) {
      for (String name : CLASSES_OF_ASM) {
        digest.add(find(name), name);
      }
    }
    return digest.sum();
  }

  /** Returns the engine's packages as a path. */
  private String prefix() {
    return engine.group().replace('.', '/') + '/';
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
