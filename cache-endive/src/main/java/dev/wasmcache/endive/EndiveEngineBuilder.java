package dev.wasmcache.endive;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.InterpreterFallback;
import run.endive.runtime.Instance;

/** Sets the options of Endive's compiler. Not safe for concurrent use. */
public final class EndiveEngineBuilder {

  private @Nullable String className;
  private int maximumFunctionsPerClass;
  private @Nullable InterpreterFallback interpreterFallback;
  private Set<Integer> interpretedFunctions = Set.of();
  private int generation;
  private boolean keepCode;
  private ClassLoader parent = Instance.class.getClassLoader();

  EndiveEngineBuilder() {}

  /**
   * Sets the name of the machine's class; those of the others begin with it. Default: the
   * compiler's own.
   *
   * @throws IllegalArgumentException if it is not the name of a class
   */
  public EndiveEngineBuilder className(String className) {
    if (className.isBlank() || className.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("The className is not one of a class: " + className);
    }
    this.className = className;
    return this;
  }

  /**
   * Sets how many functions go into one class at most; fewer do if they are large. Default: the
   * compiler's own.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public EndiveEngineBuilder maximumFunctionsPerClass(int maximumFunctionsPerClass) {
    if (maximumFunctionsPerClass <= 0) {
      throw new IllegalArgumentException(
          "The maximumFunctionsPerClass must be positive: " + maximumFunctionsPerClass);
    }
    this.maximumFunctionsPerClass = maximumFunctionsPerClass;
    return this;
  }

  /**
   * Sets what happens to a function that is too large for a method of the JVM. Default: {@code
   * WARN}, which interprets it and says so, at every load; {@code FAIL} if there are {@link
   * #interpretedFunctions}.
   */
  public EndiveEngineBuilder interpreterFallback(InterpreterFallback interpreterFallback) {
    this.interpreterFallback = interpreterFallback;
    return this;
  }

  /**
   * Sets the indices of the functions that are to be interpreted; any other must compile. The set
   * is copied. Default: none.
   *
   * @throws IllegalArgumentException if an index is negative
   */
  public EndiveEngineBuilder interpretedFunctions(Set<Integer> interpretedFunctions) {
    for (int index : interpretedFunctions) {
      if (index < 0) {
        throw new IllegalArgumentException("The index of a function is not negative: " + index);
      }
    }
    this.interpretedFunctions = new TreeSet<>(interpretedFunctions);
    return this;
  }

  /**
   * Sets the generation: raise it to retire every artifact at once. Default: 0.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public EndiveEngineBuilder generation(int generation) {
    if (generation < 0) {
      throw new IllegalArgumentException("The generation must not be negative: " + generation);
    }
    this.generation = generation;
    return this;
  }

  /**
   * Sets whether {@link EndiveModule#wasmModule()} is the whole module, as Endive's parser makes
   * it, for code that inspects it. A load takes two to three times as long then, since all of it is
   * parsed. Default: false.
   */
  public EndiveEngineBuilder keepCode(boolean keepCode) {
    this.keepCode = keepCode;
    return this;
  }

  /**
   * Sets the parent of the class loaders that hold the compiled code. It must find Endive's
   * runtime. Default: the loader of Endive's runtime.
   */
  public EndiveEngineBuilder parentClassLoader(ClassLoader parent) {
    this.parent = parent;
    return this;
  }

  /**
   * Makes the engine.
   *
   * @throws IllegalArgumentException if there are interpreted functions and the fallback is not
   *     {@code FAIL}
   * @throws IllegalStateException if Endive's libraries do not fit together
   */
  public EndiveEngine build() {
    // First, since without the compiler nothing else here would say so in words.
    String version = EndiveLibraries.present().fingerprintedVersion();
    EndiveOptions options =
        new EndiveOptions(
            className,
            maximumFunctionsPerClass,
            interpreterFallback,
            interpretedFunctions,
            keepCode);
    return new EndiveEngine(options, version, generation, parent);
  }
}
