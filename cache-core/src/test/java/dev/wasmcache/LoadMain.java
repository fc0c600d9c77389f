package dev.wasmcache;

import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;

/** Loads a module once, between two calls that a debugger waits for. */
final class LoadMain {

  private LoadMain() {}

  public static void main(String[] arguments) {
    ToyEngine engine = new ToyEngine();
    try (CompilationCache cache =
            CompilationCache.builder()
                .disk(DiskStore.builder(Path.of(arguments[0])).build())
                .build();
        ModuleCache<String> modules = ModuleCache.builder(engine, cache).build()) {
      begin();
      String module = modules.load(ToyEngine.module("module"));
      end();
      System.out.println(module + " compiled " + engine.compiles.get());
    }
  }

  static void begin() {}

  static void end() {}
}
