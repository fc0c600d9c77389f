package dev.wasmcache.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import run.endive.runtime.Instance;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExternalType;

/**
 * The main class of the JVM that is measured: from a file with a module to the end of its first
 * call, in one way.
 *
 * <p>The measurement covers reading the file, opening the cache, everything that the way does, an
 * instance with stubs for its imports, and one call. It does not cover the start of the JVM before
 * this class and what is printed afterwards; these are in the CPU time of the whole JVM, which is
 * printed as well. This class itself uses as few classes as possible, and no lambda or string
 * concatenation before the end: the first of each costs a JVM some milliseconds that would falsify
 * the result.
 */
public final class FirstCall {

  private FirstCall() {}

  /** Arguments: a {@link Way}, the file, the directory of the cache. */
  public static void main(String[] args) throws IOException {
    Way way = Way.valueOf(args[0]);
    Path file = Path.of(args[1]);
    Path directory = Path.of(args[2]);
    ThroughWasmCache live = way == Way.LIVE ? new ThroughWasmCache(way, directory) : null;
    if (live != null) {
      call(live.load(Files.readAllBytes(file)));
    }

    long wall = System.nanoTime();
    long process = CpuTime.ofProcess();
    long thread = CpuTime.ofThisThread();
    String answer = "";
    if (live != null) {
      answer = call(live.load(Files.readAllBytes(file)));
    } else if (way != Way.BASELINE) {
      answer = call(load(way, file, directory));
    }
    thread = CpuTime.ofThisThread() - thread;
    long wholeProcess = CpuTime.ofProcess();
    process = wholeProcess - process;
    wall = System.nanoTime() - wall;

    System.out.println(
        new Measurement(thread, process, wholeProcess, wall, CpuTime.peakMemory(), answer)
            .toLine());
  }

  /** Reads the file, except for a module that is part of the application. */
  static ReadyModule load(Way way, Path file, Path directory) throws IOException {
    if (way == Way.BUILD_TIME) {
      return BuildTimeModule.load(file);
    }
    byte[] wasm = Files.readAllBytes(file);
    return switch (way) {
      case NO_CACHE -> WithoutWasmCache.load(wasm, null);
      case ENGINE_CACHE -> WithoutWasmCache.load(wasm, directory);
      default -> new ThroughWasmCache(way, directory).load(wasm);
    };
  }

  /**
   * Makes an instance, with stubs for its imports, and calls the first export that needs no
   * argument, or else the first export, with zeros.
   *
   * @return the name of the export and its result, as text
   */
  public static String call(ReadyModule ready) {
    Instance instance =
        ready.instance().withImportValues(Stubs.of(ready.module())).withStart(false).build();
    String name = null;
    int arguments = Integer.MAX_VALUE;
    for (int i = 0; i < ready.module().exportSection().exportCount(); i++) {
      Export export = ready.module().exportSection().getExport(i);
      if (export.exportType() == ExternalType.FUNCTION) {
        int count = instance.exportType(export.name()).params().size();
        if (name == null || (count == 0 && arguments > 0)) {
          name = export.name();
          arguments = count;
        }
      }
    }
    if (name == null) {
      return "exports no function";
    }
    try {
      return name.concat(Arrays.toString(instance.export(name).apply(new long[arguments])));
    } catch (RuntimeException e) {
      // A trap is a result too, as long as it is the same in every way.
      return name.concat(" ").concat(e.getClass().getSimpleName());
    }
  }
}
