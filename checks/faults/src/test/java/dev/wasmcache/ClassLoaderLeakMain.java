package dev.wasmcache;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.engine.TinyModule;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import run.endive.runtime.Instance;

/** Loads modules that are evicted, and prints how many of their class loaders remain. */
final class ClassLoaderLeakMain {

  // The naive way: a static variable refers to the loaded modules.
  private static final List<ClassLoader> HELD = new ArrayList<>();

  private ClassLoaderLeakMain() {}

  public static void main(String[] arguments) {
    boolean naive = arguments[1].equals("naive");
    int count = Integer.parseInt(arguments[2]);
    DiskStore store = DiskStore.builder(Path.of(arguments[0])).build();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    try (CompilationCache cache = CompilationCache.builder().disk(store).build();
        ModuleCache<EndiveModule> modules =
            ModuleCache.builder(EndiveEngine.create(), cache).maximumBytes(500_000).build()) {
      for (int i = 0; i < count; i++) {
        // Compiled the first time, loaded from disk later.
        ClassLoader loader = run(modules, i % 100);
        loaders.add(new WeakReference<>(loader));
        if (naive) {
          HELD.add(loader);
        }
      }
      System.out.println("evicted " + modules.stats().evictions());
      modules.evictAll();
      System.out.println("left " + left(loaders, Duration.ofSeconds(naive ? 1 : 30)));
    }
    System.out.println(
        "unloaded " + ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount());
  }

  private static ClassLoader run(ModuleCache<EndiveModule> modules, int number) {
    byte[] wasm =
        new TinyModule()
            .function(
                TinyModule.LOCAL_GET, 0, TinyModule.I32_CONST, number % 50, TinyModule.I32_ADD)
            .customSection("number" + number, 10)
            .bytes();
    Instance instance = modules.load(wasm).instanceBuilder().build();
    if (instance.export("0").apply(4)[0] != 4 + number % 50) {
      throw new AssertionError("module " + number);
    }
    return instance.getMachine().getClass().getClassLoader();
  }

  private static int left(List<WeakReference<ClassLoader>> loaders, Duration limit) {
    BooleanSupplier noneIsLeft =
        () -> {
          loaders.removeIf(loader -> loader.refersTo(null));
          return loaders.isEmpty();
        };
    return GarbageCollection.frees(limit, noneIsLeft) ? 0 : loaders.size();
  }
}
