package dev.wasmcache.chicory;

import com.dylibso.chicory.compiler.Cache;
import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.MalformedException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.engine.EngineFamily;
import dev.wasmcache.engine.EngineOptions;
import dev.wasmcache.engine.ModuleEmptier;
import dev.wasmcache.engine.ModuleForm;
import dev.wasmcache.engine.ModuleRecipe;
import dev.wasmcache.engine.TestedEngine;
import dev.wasmcache.engine.WasmReader;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Chicory, for the tests that engines share. */
final class TestedChicory implements TestedEngine<ChicoryModule> {

  @Override
  public EngineFamily family() {
    return ChicoryEngineBuilder.FAMILY;
  }

  @Override
  public ChicoryEngineBuilder builder() {
    return ChicoryEngine.builder();
  }

  @Override
  public ChicoryEngineBuilder builder(EngineOptions.Fallback fallback) {
    return builder().interpreterFallback(InterpreterFallback.valueOf(fallback.name()));
  }

  @Override
  public Class<? extends RuntimeException> exception() {
    return ChicoryException.class;
  }

  @Override
  public Class<? extends RuntimeException> malformed() {
    return MalformedException.class;
  }

  @Override
  public long apply(ChicoryModule module, String export, long argument) {
    return module.instanceBuilder().build().export(export).apply(argument)[0];
  }

  @Override
  public Machine machine(ChicoryModule module) {
    return module.instanceBuilder().build().getMachine();
  }

  @Override
  public WasmModule wasmModule(ChicoryModule module) {
    return module.wasmModule();
  }

  @Override
  public List<String> observe(ChicoryModule module) {
    return ObservedRun.of(module.wasmModule(), module.instanceBuilder());
  }

  @Override
  public List<String> observePlain(byte[] wasm, Set<Integer> interpreted) {
    WasmModule module = Parser.parse(wasm);
    return observe(
        module, MachineFactoryCompiler.builder(module).withInterpretedFunctions(interpreted));
  }

  @Override
  public List<String> observeWithCompilerCache(byte[] wasm, CompilationCache cache) {
    WasmModule module = Parser.parse(wasm);
    Cache dropIn = ChicoryCompilerCache.create(cache, ChicoryEngine.create());
    return observe(module, MachineFactoryCompiler.builder(module).withCache(dropIn));
  }

  private static List<String> observe(WasmModule module, MachineFactoryCompiler.Builder compiler) {
    return ObservedRun.of(module, Instance.builder(module).withMachineFactory(compiler.compile()));
  }

  @Override
  public List<String> readOtherwise(byte[] wasm) {
    // Not validated: the validator leaves hints that a reader cannot know.
    WasmModule module =
        Parser.builder().withValidation(false).build().parse(() -> new ByteArrayInputStream(wasm));
    int imports = module.importSection().count(ExternalType.FUNCTION);
    List<String> otherwise = new ArrayList<>();
    byte[] emptied = ModuleEmptier.empty(wasm, imports, Set.of());
    byte[] read = new ModuleRecipe(ModuleForm.EMPTIED, imports, Set.of()).apply(wasm);
    compare(
        "module", otherwise, () -> SameModule.areSame(parse(emptied), EmptiedReader.read(read)));
    Set<Integer> all = new TreeSet<>();
    for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
      all.add(imports + i);
    }
    byte[] code = ModuleEmptier.bodies(wasm, imports, all);
    WasmReader bodies = new WasmReader(code, 0, code.length);
    bodies.readNumber();
    for (int i = 0; i < all.size(); i++) {
      FunctionBody theirs = module.codeSection().getFunctionBody(i);
      WasmReader body = bodies.slice(bodies.readLength());
      compare("function " + i, otherwise, () -> SameModule.areSame(theirs, BodyReader.read(body)));
    }
    return otherwise;
  }

  private static void compare(String what, List<String> otherwise, BooleanSupplier areSame) {
    try {
      if (!areSame.getAsBoolean()) {
        otherwise.add(what);
      }
    } catch (IllegalArgumentException e) {
      otherwise.add("refused " + what + ": " + e.getMessage());
    }
  }

  @Override
  public WasmModule parse(byte[] wasm) {
    return Parser.parse(wasm);
  }

  @Override
  public byte[] jarOfPlainCompiler(byte[] wasm) {
    Captured captured = new Captured();
    MachineFactoryCompiler.builder(Parser.parse(wasm)).withCache(captured).compile();
    return captured.jar;
  }

  private static final class Captured implements Cache {
    private byte[] jar = {};

    @Override
    public byte[] get(String key) {
      return null;
    }

    @Override
    public void putIfAbsent(String key, byte[] data) {
      jar = data;
    }
  }
}
