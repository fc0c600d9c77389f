package dev.wasmcache.engine;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The classes of a bundle, defined in a class loader of their own.
 *
 * <p>Uses plain reflection: method handles, which the engines use, cost a JVM that has not used any
 * before more than everything else done here. Safe for concurrent use.
 *
 * @param <T> the engine's type of a machine
 */
public final class MachineClasses<T> {

  private final Constructor<? extends T> constructor;

  private MachineClasses(Constructor<? extends T> constructor) {
    this.constructor = constructor;
  }

  /**
   * Defines the classes. The JVM verifies them at their first use, or here if the options demand
   * it.
   *
   * @param options says whether every class is linked
   * @param machine the type of the main class
   * @param instance the parameter type of its constructor
   * @param parent finds the engine's runtime classes
   * @throws LinkageError if a class cannot be defined
   * @throws RuntimeException if the main class is not such a machine
   */
  public static <T> MachineClasses<T> load(
      EngineOptions options,
      Bundle bundle,
      Class<T> machine,
      Class<?> instance,
      ClassLoader parent) {
    Loader loader = new Loader(parent);
    for (Map.Entry<String, ByteBuffer> entry : bundle.classes().entrySet()) {
      loader.define(entry.getKey(), entry.getValue());
    }
    try {
      if (options.linkClasses()) {
        link(bundle, loader);
      }
      Class<? extends T> main =
          Class.forName(bundle.mainClass(), false, loader).asSubclass(machine);
      return new MachineClasses<>(main.getConstructor(instance));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("The artifact's main class is not a machine", e);
    }
  }

  /**
   * Initialises the classes, which links them first. The compiler's classes hardly have anything to
   * initialise: one reads a system property.
   */
  private static void link(Bundle bundle, Loader loader) throws ClassNotFoundException {
    for (String name : bundle.classes().keySet()) {
      Class.forName(name, true, loader);
    }
  }

  /** Makes a machine for an instance; throws what its constructor throws. */
  public T newMachine(Object instance) {
    try {
      return constructor.newInstance(instance);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * All classes are defined at once, so that the artifact's bytes can be released: they are as
   * large as what the JVM makes of them.
   */
  private static final class Loader extends ClassLoader {
    private Loader(ClassLoader parent) {
      super(parent);
    }

    private void define(String name, ByteBuffer classFile) {
      defineClass(name, classFile.duplicate(), null);
    }
  }
}
