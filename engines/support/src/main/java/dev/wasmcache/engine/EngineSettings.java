package dev.wasmcache.engine;

import dev.wasmcache.Fingerprint;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of an engine's compiler, for the builder of anything that compiles with it. Not safe
 * for concurrent use.
 *
 * @param <B> the builder
 */
public abstract class EngineSettings<B extends EngineSettings<B>> {

  private final EngineFamily family;
  private @Nullable String className;
  private int maximumFunctionsPerClass;
  private EngineOptions.@Nullable Fallback fallback;
  private Set<Integer> interpretedFunctions = Set.of();
  private int generation;
  private boolean linkClasses;
  private ClassLoader parent;

  /** Starts with defaults. */
  protected EngineSettings(EngineFamily family, ClassLoader parent) {
    this.family = family;
    this.parent = parent;
  }

  /** Returns this builder. */
  protected abstract B self();

  /**
   * Sets the name of the machine's class; the names of the other classes begin with it. Default: in
   * a package of each module's own, {@code wasmcache.m} and the first 16 hexadecimal digits of the
   * module's SHA-256, so that an archive of the JVM can hold the classes of several modules.
   *
   * @throws IllegalArgumentException if it is not a valid class name
   */
  public B className(String className) {
    if (className.isBlank() || className.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("The className is not a valid class name: " + className);
    }
    this.className = className;
    return self();
  }

  /**
   * Sets the maximum number of functions in one class; large functions make it fewer. Default: the
   * compiler's own.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public B maximumFunctionsPerClass(int maximumFunctionsPerClass) {
    if (maximumFunctionsPerClass <= 0) {
      throw new IllegalArgumentException(
          "The maximumFunctionsPerClass must be positive: " + maximumFunctionsPerClass);
    }
    this.maximumFunctionsPerClass = maximumFunctionsPerClass;
    return self();
  }

  /**
   * Sets the indices of the functions to interpret; every other function must compile. The set is
   * copied. Default: none.
   *
   * @throws IllegalArgumentException if an index is negative
   */
  public B interpretedFunctions(Set<Integer> interpretedFunctions) {
    for (int index : interpretedFunctions) {
      if (index < 0) {
        throw new IllegalArgumentException(
            "The index of a function must not be negative: " + index);
      }
    }
    this.interpretedFunctions = new TreeSet<>(interpretedFunctions);
    return self();
  }

  /**
   * Sets the generation: raise it to retire every artifact at once. Default: 0.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public B generation(int generation) {
    if (generation < 0) {
      throw new IllegalArgumentException("The generation must not be negative: " + generation);
    }
    this.generation = generation;
    return self();
  }

  /**
   * Sets whether a load links all classes of a module, which verifies their code, instead of each
   * at its first use. It makes a load slower, and is meant for the run that writes an archive of
   * the JVM ({@code -XX:ArchiveClassesAtExit}): that holds only classes that have been linked. The
   * artifacts are the same. Default: false.
   */
  public B linkClasses(boolean linkClasses) {
    this.linkClasses = linkClasses;
    return self();
  }

  /**
   * Sets the parent of the class loaders that hold the compiled code. It must find the engine's
   * runtime classes. Default: the loader of the engine's runtime.
   */
  public B parentClassLoader(ClassLoader parent) {
    this.parent = parent;
    return self();
  }

  /**
   * Sets the handling of a function that is too large for a method of the JVM. Default: {@code
   * WARN}; {@code FAIL} if there are interpreted functions.
   */
  protected final B fallback(EngineOptions.Fallback fallback) {
    this.fallback = fallback;
    return self();
  }

  /**
   * Returns the options for the compiler.
   *
   * @throws IllegalArgumentException if the options contradict each other
   */
  protected final EngineOptions options() {
    EngineOptions.Fallback followed = fallback;
    if (followed == null) {
      followed =
          interpretedFunctions.isEmpty()
              ? EngineOptions.Fallback.WARN
              : EngineOptions.Fallback.FAIL;
    }
    return new EngineOptions(
        className,
        maximumFunctionsPerClass,
        followed,
        interpretedFunctions,
        keepsCode(),
        linkClasses);
  }

  /** Whether artifacts hold the complete module. */
  boolean keepsCode() {
    return false;
  }

  /** Returns what identifies a compiler that is not on the class path; null if it is there. */
  @Nullable String compilerElsewhere() {
    return null;
  }

  EngineFamily family() {
    return family;
  }

  /**
   * Returns everything that determines the engine's artifact of a module.
   *
   * @throws IllegalArgumentException if the options contradict each other
   * @throws IllegalStateException if the engine's libraries are not compatible with each other
   */
  protected final Fingerprint fingerprint() {
    return family.fingerprint(options(), generation, compilerElsewhere());
  }

  /**
   * Returns the fingerprint of artifacts that are made from parsed modules and hold classes alone.
   * It is never that of the engine's other artifacts.
   *
   * @throws IllegalArgumentException if the options contradict each other
   * @throws IllegalStateException if the engine's libraries are not compatible with each other
   */
  protected final Fingerprint fingerprintOfMachines() {
    Fingerprint engine = fingerprint();
    return new Fingerprint(
        engine.engine() + "-machines",
        engine.engineVersion(),
        engine.options(),
        engine.target(),
        engine.formatVersion(),
        engine.generation());
  }

  /** Returns the parent of the class loaders that hold the compiled code. */
  protected final ClassLoader parentClassLoader() {
    return parent;
  }
}
