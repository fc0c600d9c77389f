package dev.wasmcache.benchmarks.metaspace;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.benchmarks.process.FirstCall;
import dev.wasmcache.benchmarks.process.ReadyModule;
import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/**
 * Loads a module from disk and evicts it, again and again, each time with an instance that has run:
 * the classes of an evicted module have to be unloaded.
 *
 * <p>Options: {@code --loads} how often (1000).
 */
public final class MetaspaceBenchmark {

  private static final String MODULE =
      "META-INF/resources/webjars/source-map/0.7.3/lib/mappings.wasm";
  private static final int FEW = 10;

  /** By then the JVM has loaded what is loaded once: the collector, the platform's SHA-256. */
  private static final int SOME = 300;

  private static final int MANY = 1000;
  private static final Bar BAR = new Bar(1.2);
  private static final double MEGABYTE = 1 << 20;

  private MetaspaceBenchmark() {}

  public static void main(String[] args) throws IOException {
    int loads = new Arguments(args).number("--loads", MANY);
    byte[] wasm = module();
    MarkdownTable table =
        new MarkdownTable("loads and evictions", "metaspace, MB", "classes", "ratio", "bar");
    try (CompilationCache cache =
            CompilationCache.builder()
                .disk(DiskStore.builder(WorkDirectory.empty("metaspace").resolve("cache")).build())
                .build();
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      double few = 0;
      for (int i = 1; i <= loads; i++) {
        run(modules.load(wasm));
        modules.evictAll();
        if (i == FEW || i == SOME || i == loads) {
          double used = metaspace();
          few = i == FEW ? used : few;
          table.row(
              String.valueOf(i),
              Numbers.show(used / MEGABYTE),
              String.valueOf(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount()),
              Numbers.ratio(used / few),
              i == loads ? BAR.verdict(used / few) : "");
        }
      }
    }
    System.out.println(table);
  }

  private static void run(EndiveModule module) throws IOException {
    String answer = FirstCall.call(new ReadyModule(module.wasmModule(), module.instanceBuilder()));
    if (!answer.endsWith("]")) {
      throw new IOException("The module did not run: " + answer);
    }
  }

  private static byte[] module() throws IOException {
    try (InputStream in = MetaspaceBenchmark.class.getClassLoader().getResourceAsStream(MODULE)) {
      if (in == null) {
        throw new IOException(MODULE + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  /** Classes are only unloaded by a full collection, so there is one before each measurement. */
  private static double metaspace() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .map(MemoryPoolMXBean::getUsage)
        .findFirst()
        .orElseThrow()
        .getUsed();
  }
}
