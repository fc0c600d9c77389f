package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionSection;
import dev.wasmcache.engine.Bundle;
import dev.wasmcache.engine.WasmReader;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of a module's interpreted functions. Each is read once, at its first call, for all
 * instances. Safe for concurrent use.
 */
final class InterpretedCode {

  private final int[] functions;
  private final byte[] bodies;
  private final AtomicReferenceArray<@Nullable Instance> standIns;

  private InterpretedCode(int[] functions, byte[] bodies) {
    this.functions = functions;
    this.bodies = bodies;
    this.standIns = new AtomicReferenceArray<>(functions.length);
  }

  /** Returns the code of a bundle; null if nothing is interpreted, or the module has the bodies. */
  static @Nullable InterpretedCode of(Bundle bundle) {
    if (bundle.bodies().length == 0) {
      return null;
    }
    int[] functions = new int[bundle.interpretedFunctions().size()];
    int count = 0;
    for (int function : bundle.interpretedFunctions()) {
      functions[count++] = function;
    }
    return new InterpretedCode(functions, bundle.bodies());
  }

  /**
   * Returns an instance that has the body of an interpreted function, and the types of the module.
   *
   * @param function the index of a function
   * @param instance an instance of the module: returned if the function is not interpreted
   */
  Instance standIn(int function, Instance instance) {
    int place = Arrays.binarySearch(functions, function);
    if (place < 0) {
      return instance;
    }
    Instance standIn = standIns.get(place);
    if (standIn == null) {
      // If two threads come here, they make the same.
      standIn = newStandIn(function, read(place), instance);
      standIns.set(place, standIn);
    }
    return standIn;
  }

  /** Reads the body of the function at this place among the interpreted ones. */
  FunctionBody read(int place) {
    WasmReader reader = new WasmReader(bodies, 0, bodies.length);
    reader.readNumber();
    for (int i = 0; i < place; i++) {
      reader.skip(reader.readLength());
    }
    return BodyReader.read(reader.slice(reader.readLength()));
  }

  private static Instance newStandIn(int function, FunctionBody body, Instance instance) {
    FunctionSection.Builder types = FunctionSection.builder();
    CodeSection.Builder code = CodeSection.builder();
    for (int i = 0; i < function; i++) {
      types.addFunctionType(instance.functionType(i));
      code.addFunctionBody(EmptiedReader.EMPTY_BODY);
    }
    WasmModule module =
        WasmModule.builder()
            .setTypeSection(instance.module().typeSection())
            .setFunctionSection(types.addFunctionType(instance.functionType(function)).build())
            .setCodeSection(code.addFunctionBody(body).build())
            .withValidation(false)
            .build();
    return Instance.builder(module)
        .withMachineFactory(new NoMachine())
        .withInitialize(false)
        .withStart(false)
        .build();
  }

  /** The machine of instances that run nothing. */
  private static final class NoMachine implements Function<Instance, Machine>, Machine {
    @Override
    public Machine apply(Instance standIn) {
      return this;
    }

    @Override
    public long[] call(int function, long[] arguments) {
      throw new IllegalStateException("A stand-in runs nothing");
    }
  }
}
