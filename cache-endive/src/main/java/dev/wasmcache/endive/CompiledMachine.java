package dev.wasmcache.endive;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;

/**
 * Makes machines of the classes of a bundle, for the instances of one module.
 *
 * <p>By plain reflection: method handles, as Endive uses them, cost a JVM that has not used any
 * before more than all else that is done here.
 */
final class CompiledMachine implements Function<Instance, Machine> {

  private final WasmModule module;
  private final Constructor<? extends Machine> constructor;

  private CompiledMachine(WasmModule module, Constructor<? extends Machine> constructor) {
    this.module = module;
    this.constructor = constructor;
  }

  /**
   * Defines the classes. The JVM verifies them when they are used first.
   *
   * @throws LinkageError if a class cannot be defined
   * @throws WasmEngineException if the main class is not a machine
   */
  static CompiledMachine load(Bundle bundle, WasmModule module, ClassLoader parent) {
    MachineClassLoader loader = new MachineClassLoader(parent);
    for (Map.Entry<String, ByteBuffer> entry : bundle.classes().entrySet()) {
      loader.define(entry.getKey(), entry.getValue());
    }
    try {
      Class<? extends Machine> main =
          Class.forName(bundle.info().mainClass(), false, loader).asSubclass(Machine.class);
      return new CompiledMachine(module, main.getConstructor(Instance.class));
    } catch (ReflectiveOperationException e) {
      throw new WasmEngineException(e);
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // modules that are equal may still differ in their code
  public Machine apply(Instance instance) {
    if (instance.module() != module) {
      throw new IllegalArgumentException("Instance module does not match factory module");
    }
    try {
      return constructor.newInstance(instance);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new WasmEngineException(e);
    } catch (ReflectiveOperationException e) {
      throw new WasmEngineException(e);
    }
  }

  /**
   * All classes are defined at once, so that nothing keeps the artifact's bytes: they are as large
   * as what the JVM makes of them.
   */
  private static final class MachineClassLoader extends ClassLoader {
    private MachineClassLoader(ClassLoader parent) {
      super(parent);
    }

    private void define(String name, ByteBuffer classFile) {
      defineClass(name, classFile.duplicate(), null);
    }
  }
}
