package dev.wasmcache.engine;

import dev.wasmcache.Fingerprint;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An engine that compiles modules to class files. Safe for concurrent use.
 *
 * <p>Different engines have different names, so that their artifacts never have the same key.
 */
public final class EngineFamily {

  private static final String TARGET = "jvm-class-55";

  private final String name;
  private final String group;
  private final Class<?> adapter;
  private volatile @Nullable String version;

  /**
   * Names an engine.
   *
   * @param name as it is written in a sentence
   * @param group the group id of its libraries in the build, which is also the package that
   *     contains all of their classes
   * @param adapter a class that is linked against them
   */
  public EngineFamily(String name, String group, Class<?> adapter) {
    this.name = name;
    this.group = group;
    this.adapter = adapter;
  }

  String name() {
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
  String fingerprintedVersion(ClassLoader classPath) {
    return new EngineLibraries(this, classPath).fingerprintedVersion();
  }

  /** Returns what identifies the compiler on the class path, see {@link EngineBuilder#compiler}. */
  String compiler() {
    return new EngineLibraries(this, adapter.getClassLoader()).compilerOf();
  }

  private String fingerprintedVersion(String compiler) {
    return new EngineLibraries(this, adapter.getClassLoader()).fingerprintedVersion(compiler);
  }

  /**
   * Returns everything that determines the engine's artifact of a module. The libraries are
   * inspected once.
   *
   * @param compiler what identifies a compiler that is elsewhere; null if it is on the class path
   * @throws IllegalArgumentException if the compiler's identity is not valid
   * @throws IllegalStateException if a library is missing or they are of different versions
   */
  Fingerprint fingerprint(EngineOptions options, int generation, @Nullable String compiler) {
    String known = compiler == null ? version : fingerprintedVersion(compiler);
    if (known == null) {
      // Two threads may both inspect them: the result is the same.
      known = fingerprintedVersion(adapter.getClassLoader());
      version = known;
    }
    String id = name.toLowerCase(Locale.ROOT);
    Map<String, String> text = options.describe();
    // Newer versions of the compilers read them, once, when their class is initialised.
    String hugeMethodLimit = System.getProperty(id + ".hugeMethodLimit");
    if (hugeMethodLimit != null) {
      text.put(id + ".hugeMethodLimit", hugeMethodLimit);
    }
    return new Fingerprint(id, known, text, TARGET, Bundle.FORMAT_VERSION, generation);
  }
}
