package dev.wasmcache.engine;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.stats.MachineFactoryStats;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the shared tests need to know about an engine's machine factory.
 *
 * @param <W> the engine's parsed modules
 */
public interface TestedMachines<W> {

  /** A factory, used as a library uses it. */
  interface Factory<W> {

    /** Builds an instance of a module and returns its machine. */
    Object machine(W module);

    /** Calls an export of a new instance. */
    long apply(W module, String export, long argument);

    /** Returns everything that is visible of a module's run. */
    List<String> observe(W module);

    MachineFactoryStats stats();
  }

  /**
   * Makes a factory.
   *
   * @param maximumFunctionsPerClass 0 for the default
   */
  Factory<W> factory(
      CompilationCache cache, long maximumBytes, int maximumFunctionsPerClass, int generation);

  /** Makes a factory that leaves these functions to the interpreter. */
  Factory<W> interpreting(CompilationCache cache, Set<Integer> functions);

  /** Returns the engine's own compiler, which compiles each instance. */
  Factory<W> plain();

  W parse(byte[] wasm);

  /** Parses a module without its element section. */
  W parseWithoutElements(byte[] wasm);

  /** Returns a module with this digest, and otherwise the same. */
  W withDigest(W module, @Nullable String digest);

  /** Returns a module without contents of data segments and custom sections. */
  W withoutContents(W module);

  /** Returns a module with a global whose initial value has an instruction without a code. */
  W withUnknownPart(W module);

  @Nullable String digest(W module);

  /** Returns what a factory requests for a module. */
  CompileRequest request(W module);

  /** Returns the artifact of a module. */
  byte[] artifact(W module);

  /** Returns what a run of the engine without this library shows. */
  List<String> observePlain(byte[] wasm, Set<Integer> interpreted);
}
