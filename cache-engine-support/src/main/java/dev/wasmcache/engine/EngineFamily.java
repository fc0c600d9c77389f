package dev.wasmcache.engine;

import dev.wasmcache.Fingerprint;
import java.util.Locale;
import java.util.Map;

/**
 * An engine that compiles modules to class files. Immutable.
 *
 * <p>Two engines have different names, so that nothing of theirs ever has the same key.
 */
public final class EngineFamily {

  private static final String TARGET = "jvm-class-55";

  private final String name;
  private final String group;

  /**
   * Names an engine.
   *
   * @param name as it is written in a sentence
   * @param group the group of its libraries in the build, which is also the name of the package
   *     that holds all of theirs
   */
  public EngineFamily(String name, String group) {
    this.name = name;
    this.group = group;
  }

  /** Answers the name as it is written in a sentence. */
  public String name() {
    return name;
  }

  String group() {
    return group;
  }

  /**
   * Answers what identifies the engine's libraries on a class path: their version and a digest of
   * their code.
   *
   * @throws IllegalStateException if one is missing or they are of different versions
   */
  public String fingerprintedVersion(ClassLoader classPath) {
    return new EngineLibraries(this, classPath).fingerprintedVersion();
  }

  /**
   * Answers what decides on what the engine makes of a module.
   *
   * @param version a {@link #fingerprintedVersion}
   */
  public Fingerprint fingerprint(String version, EngineOptions options, int generation) {
    String id = name.toLowerCase(Locale.ROOT);
    Map<String, String> text = options.describe();
    // Read by newer versions of the compilers, once, when their class is initialised.
    String hugeMethodLimit = System.getProperty(id + ".hugeMethodLimit");
    if (hugeMethodLimit != null) {
      text.put(id + ".hugeMethodLimit", hugeMethodLimit);
    }
    return new Fingerprint(id, version, text, TARGET, Bundle.FORMAT_VERSION, generation);
  }
}
