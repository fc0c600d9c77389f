package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.CompiledModule;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.function.Function;

/**
 * A compiled module that is ready to be instantiated, any number of times.
 *
 * <p>Its {@link #wasmModule()} contains what an instance needs and no more. Unless the engine keeps
 * the code, see {@link ChicoryEngineBuilder#keepCode}:
 *
 * <ul>
 *   <li>the body of every compiled function is a single {@code unreachable}, so the module cannot
 *       be interpreted, compiled again or written back;
 *   <li>{@link WasmModule#digest()} is not that of the original, most often null, so that Chicory's
 *       own cache never takes it for the original;
 *   <li>it does not equal the module that Chicory's parser makes from the same bytes;
 *   <li>the custom sections with debugging data, {@code .debug_*}, are removed. The others, {@code
 *       name} among them, are kept.
 * </ul>
 *
 * <p>It may be a handle that stands for another module, as it is if the module is loaded at its
 * first use or reloaded when its file changes. Each call then uses the module that is current at
 * that moment. Code that needs the result of more than one call takes {@link #current()} first.
 *
 * <p>Safe for concurrent use; an {@link Instance} of it is not. Its classes are unloaded when
 * neither the module nor an instance of it is referenced.
 */
public abstract sealed class ChicoryModule implements CompiledModule
    permits LoadedModule, ModuleHandle {

  ChicoryModule() {}

  /** Returns the module that this one stands for at present: itself, unless it is a handle. */
  public abstract ChicoryModule current();

  /** Returns the module as far as instances need it: imports, exports, types, data, elements. */
  @Override
  public abstract WasmModule wasmModule();

  /**
   * Returns the factory of machines for instances of {@link #wasmModule()}. It refuses instances of
   * any other module with an {@link IllegalArgumentException}.
   */
  @Override
  public abstract Function<Instance, Machine> machineFactory();

  /**
   * Starts an instance that runs the compiled code; the caller may set imports and limits. A table
   * factory of the caller must not pass the limits of the module to a table: see the engine's
   * {@code TableInstance.grow}, which writes to them.
   */
  public Instance.Builder instanceBuilder() {
    ChicoryModule module = current();
    return Instance.builder(module.wasmModule())
        .withMachineFactory(module.machineFactory())
        .withTableFactory(OwnTables.INSTANCE);
  }

  /** Roughly how many bytes of heap and metaspace it holds. */
  abstract long weight();
}
