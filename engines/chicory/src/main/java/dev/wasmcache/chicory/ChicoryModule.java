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
 * <p>Safe for concurrent use; an {@link Instance} of it is not. Its classes are unloaded when
 * neither the module nor an instance of it is referenced.
 */
public final class ChicoryModule implements CompiledModule {

  private final WasmModule wasmModule;
  private final Function<Instance, Machine> machineFactory;
  private final long weight;

  ChicoryModule(WasmModule wasmModule, Function<Instance, Machine> machineFactory, long weight) {
    this.wasmModule = wasmModule;
    this.machineFactory = machineFactory;
    this.weight = weight;
  }

  /** Returns the module as far as instances need it: imports, exports, types, data, elements. */
  @Override
  public WasmModule wasmModule() {
    return wasmModule;
  }

  /**
   * Returns the factory of machines for instances of {@link #wasmModule()}. It refuses instances of
   * any other module with an {@link IllegalArgumentException}.
   */
  @Override
  public Function<Instance, Machine> machineFactory() {
    return machineFactory;
  }

  /**
   * Starts an instance that runs the compiled code; the caller may set imports and limits. A table
   * factory of the caller must not pass the limits of the module to a table: see the engine's
   * {@code TableInstance.grow}, which writes to them.
   */
  public Instance.Builder instanceBuilder() {
    return Instance.builder(wasmModule)
        .withMachineFactory(machineFactory)
        .withTableFactory(OwnTables.INSTANCE);
  }

  /** Roughly how many bytes of heap and metaspace it holds. */
  long weight() {
    return weight;
  }
}
