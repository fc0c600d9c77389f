package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import dev.wasmcache.Artifact;
import dev.wasmcache.ArtifactCompiler;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.CompiledModuleRequiredException;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.engine.Delegations;
import dev.wasmcache.engine.WeakIdentityMap;
import dev.wasmcache.stats.MachineFactoryStats;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compiles instances through the cache, in the place of {@code MachineFactoryCompiler::compile}:
 *
 * <pre>{@code
 * Function<Instance, Machine> machines = ChicoryMachineFactory.create(cache);
 * Instance.builder(module).withMachineFactory(machines).build();
 * }</pre>
 *
 * <p>All instances of a module share one compile and one set of classes, also if each of them
 * parsed the module anew. It saves the compile, which another JVM may have done, and the classes.
 * Unlike {@link ChicoryModules}, it does not save the parse.
 *
 * <p>A module is identified by a digest of everything in it that a compiler reads, which takes five
 * to ten percent of the time of its parse, once for each {@link WasmModule}. The digest that the
 * module carries is not trusted. A module that has parts unknown to this library, and any module if
 * the cache fails, is compiled by Chicory itself for that instance; {@link #stats} counts both.
 *
 * <p>What Chicory throws for a module that it cannot compile reaches the caller unchanged. Nothing
 * else is thrown, except for {@link CompiledModuleRequiredException} by a cache that must not
 * compile, see {@link dev.wasmcache.CacheMode#REQUIRED}.
 *
 * <p>Safe for concurrent use. It keeps no {@link WasmModule} alive, and classes within the limit of
 * {@link ChicoryMachineFactoryBuilder#maximumBytes}. The compilation cache still belongs to the
 * caller.
 */
public final class ChicoryMachineFactory implements Function<Instance, Machine> {

  private final MachineEngine engine;
  private final ModuleCache<MachineEngine.Classes> modules;
  private final Delegations delegations = new Delegations(ChicoryEngineBuilder.FAMILY);
  private final WeakIdentityMap<WasmModule, CompileRequest> requests = new WeakIdentityMap<>();

  ChicoryMachineFactory(MachineEngine engine, ModuleCache<MachineEngine.Classes> modules) {
    this.engine = engine;
    this.modules = modules;
  }

  /**
   * Makes a factory with the compiler's defaults.
   *
   * @throws IllegalStateException if Chicory's libraries are not compatible with each other
   */
  public static ChicoryMachineFactory create(CompilationCache cache) {
    return builder(cache).build();
  }

  /** Starts to build a factory with other options. */
  public static ChicoryMachineFactoryBuilder builder(CompilationCache cache) {
    return new ChicoryMachineFactoryBuilder(cache);
  }

  /** Makes the machine of an instance. Called by the engine while it builds the instance. */
  @Override
  public Machine apply(Instance instance) {
    MachineEngine.Classes classes = classes(instance.module());
    return classes == null
        ? engine.compileWithoutCache(instance)
        : classes.machines().newMachine(instance);
  }

  /** Returns the classes of a module; null if they cannot come from the cache. */
  private MachineEngine.@Nullable Classes classes(WasmModule module) {
    CompileRequest request;
    try {
      request = request(module);
    } catch (RuntimeException | LinkageError e) {
      delegations.unknownModule(e);
      return null;
    }
    Compiling compiling = new Compiling(engine, module);
    try {
      return modules.load(request, compiling);
    } catch (CompiledModuleRequiredException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      if (e == compiling.failure) {
        throw e;
      }
      delegations.failure(e);
      return null;
    }
  }

  private CompileRequest request(WasmModule module) {
    CompileRequest known = requests.get(module);
    if (known == null) {
      // Two threads may both make it: the result is the same.
      known = ModuleDigest.request(module, engine.fingerprint());
      requests.put(module, known);
    }
    return known;
  }

  /** Returns the statistics of this factory. Does no I/O. */
  public MachineFactoryStats stats() {
    return delegations.stats(modules.stats());
  }

  /**
   * Returns the classes of this factory that are live, to list and evict them. It loads no module
   * from bytes: that throws an {@link UnsupportedOperationException} if no tier has it.
   */
  public ModuleCache<?> modules() {
    return modules;
  }

  /** Compiles the module of the instance that is being built. For one call. */
  private static final class Compiling implements ArtifactCompiler {
    private final MachineEngine engine;
    private final WasmModule module;
    private @Nullable Throwable failure;

    private Compiling(MachineEngine engine, WasmModule module) {
      this.engine = engine;
      this.module = module;
    }

    @Override
    public Artifact compile(CompileRequest request) {
      try {
        return engine.compile(module, request.wasm());
      } catch (RuntimeException | LinkageError e) {
        failure = e;
        throw e;
      }
    }
  }
}
