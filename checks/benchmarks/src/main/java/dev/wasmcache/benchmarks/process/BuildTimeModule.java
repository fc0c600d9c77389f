package dev.wasmcache.benchmarks.process;

import dev.wasmcache.engine.ModuleEmptier;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.jar.Manifest;
import run.endive.compiler.internal.ByteClassCollector;
import run.endive.compiler.internal.Compiler;
import run.endive.compiler.internal.CompilerResult;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExternalType;

/**
 * A stand-in for the engine's build-time compiler, whose Maven plugin is not published with the
 * compiler: only its documented mechanics. The classes and the module without the code of its
 * functions are in a JAR of the application, and a start parses that module.
 *
 * <p>It uses plain reflection, where the plugin generates a method reference, which would cost a
 * JVM more.
 */
final class BuildTimeModule {

  private BuildTimeModule() {}

  /** Compiles modules into one JAR. */
  static void compile(List<WasmFile> modules, Path jar) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    for (WasmFile file : modules) {
      byte[] wasm = Files.readAllBytes(file.path());
      WasmModule module = Parser.parse(wasm);
      CompilerResult result =
          Compiler.builder(module)
              .withClassName(className(file.name()))
              .withClassCollectorFactory(ByteClassCollector::new)
              .build()
              .compile();
      result
          .classBytes()
          .forEach((name, bytes) -> entries.put(name.replace('.', '/') + ".class", bytes));
      int functionImports = module.importSection().count(ExternalType.FUNCTION);
      entries.put(
          metaName(file.name()),
          ModuleEmptier.empty(wasm, functionImports, result.interpretedFunctions()));
    }
    Jars.write(entries, new Manifest(), jar);
  }

  /**
   * Loads a module from the class path.
   *
   * @param file the module's file, of which only the name is used
   */
  static ReadyModule load(Path file) throws IOException {
    String fileName = file.getFileName().toString();
    String name = fileName.substring(0, fileName.indexOf('.'));
    WasmModule module;
    try (InputStream in =
        BuildTimeModule.class.getClassLoader().getResourceAsStream(metaName(name))) {
      module = Parser.parse(in);
    }
    return new ReadyModule(
        module, Instance.builder(module).withMachineFactory(new Factory(className(name))));
  }

  private static String className(String module) {
    return "buildtime.".concat(module.replace('-', '_')).concat(".CompiledMachine");
  }

  private static String metaName(String module) {
    return "buildtime/".concat(module).concat(".meta");
  }

  private static final class Factory implements Function<Instance, Machine> {
    private final Constructor<? extends Machine> constructor;

    private Factory(String className) {
      try {
        constructor =
            Class.forName(className).asSubclass(Machine.class).getConstructor(Instance.class);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Machine apply(Instance instance) {
      try {
        return constructor.newInstance(instance);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
