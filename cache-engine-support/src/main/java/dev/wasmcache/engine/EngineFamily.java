package dev.wasmcache.engine;

import dev.wasmcache.Fingerprint;
import java.util.Locale;
import java.util.Map;

/**
 * An engine that compiles modules to class files. Immutable.
 *
 * <p>Different engines have different names, so that their artifacts never have the same key.
 */
public final class EngineFamily {

  private static final String TARGET = "jvm-class-55";

  private final String name;
  private final String group;

  /**
   * Names an engine.
   *
   * @param name as it is written in a sentence
   * @param group the group id of its libraries in the build, which is also the package that
   *     contains all of their classes
   */
  public EngineFamily(String name, String group) {
    this.name = name;
    this.group = group;
  }

  /** Returns the name as it is written in a sentence. */
  public String name() {
    return name;
  }

  String group() {
    return group;
  }

  /**
   * Returns what identifies the engine's libraries on a class path: their version and a digest of
   * their code.
   *
   * @throws IllegalStateException if one is missing or they are of different versions
   */
  public String fingerprintedVersion(ClassLoader classPath) {
    return new EngineLibraries(this, classPath).fingerprintedVersion();
  }

  /**
   * Returns everything that determines the engine's artifact of a module.
   *
   * @param version a {@link #fingerprintedVersion}
   */
  public Fingerprint fingerprint(String version, EngineOptions options, int generation) {
    String id = name.toLowerCase(Locale.ROOT);
    Map<String, String> text = options.describe();
    // Newer versions of the compilers read them, once, when their class is initialised.
    String hugeMethodLimit = System.getProperty(id + ".hugeMethodLimit");
    if (hugeMethodLimit != null) {
      text.put(id + ".hugeMethodLimit", hugeMethodLimit);
    }
    return new Fingerprint(id, version, text, TARGET, Bundle.FORMAT_VERSION, generation);
  }
}
