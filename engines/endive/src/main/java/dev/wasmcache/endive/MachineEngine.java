package dev.wasmcache.endive;

import dev.wasmcache.Artifact;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.engine.Bundle;
import dev.wasmcache.engine.EngineOptions;
import dev.wasmcache.engine.MachineClasses;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;

/**
 * Endive's compiler for modules that the application has parsed. An artifact holds their classes
 * alone. Immutable and safe for concurrent use.
 */
final class MachineEngine implements Engine<MachineEngine.Classes> {

  private static final byte[] NO_MODULE = {};

  private final Fingerprint fingerprint;
  private final EngineOptions options;
  private final ModuleCompiler compiler;
  private final ClassLoader parent;

  MachineEngine(Fingerprint fingerprint, EngineOptions options, ClassLoader parent) {
    this.fingerprint = fingerprint;
    this.options = options;
    this.compiler = new ModuleCompiler(options);
    this.parent = parent;
  }

  /**
   * The classes of a module. They keep no module alive.
   *
   * @param weight roughly how many bytes of metaspace they take
   */
  record Classes(MachineClasses<Machine> machines, long weight) {}

  @Override
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  @Override
  public Artifact compile(byte[] wasm) {
    throw new UnsupportedOperationException("A machine factory compiles modules that are parsed");
  }

  /**
   * Compiles a parsed module.
   *
   * @param identity what the module is known by
   * @throws RuntimeException Endive's own, if the module does not compile
   */
  Artifact compile(WasmModule module, byte[] identity) {
    return Artifact.builder()
        .content(compiler.compile(module, identity).toBytes())
        .fingerprint(fingerprint)
        .build();
  }

  @Override
  public Classes load(byte[] identity, Artifact artifact) {
    Bundle bundle = Bundle.read(artifact.asByteBuffer());
    String objection = options.objectionTo(bundle.interpretedFunctions(), "Endive");
    if (objection != null) {
      throw new WasmEngineException(objection);
    }
    return new Classes(
        MachineClasses.load(options, bundle, Machine.class, Instance.class, parent),
        bundle.weight(NO_MODULE));
  }

  @Override
  public long weight(Classes classes) {
    return classes.weight();
  }

  /** Compiles an instance's module with Endive's own factory, and for this instance only. */
  Machine compileWithoutCache(Instance instance) {
    MachineFactoryCompiler.Builder plain =
        MachineFactoryCompiler.builder(instance.module())
            .withInterpreterFallback(InterpreterFallback.valueOf(options.fallback().name()))
            .withInterpretedFunctions(options.interpretedFunctions());
    if (options.className() != null) {
      plain.withClassName(options.className());
    }
    if (options.maximumFunctionsPerClass() > 0) {
      plain.withMaxFunctionsPerClass(options.maximumFunctionsPerClass());
    }
    return plain.compile().apply(instance);
  }
}
