package dev.wasmcache.benchmarks.process;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The bytes of artifacts as an engine makes them: unlike random ones, they can be compressed. */
public final class RealArtifact {

  private RealArtifact() {}

  /** Compiles a module, and returns its artifact. */
  public static byte[] of(WasmFile file) throws IOException {
    try (CompilationCache cache = CompilationCache.builder().memory(1L << 30).build();
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      CompileRequest request = modules.request(Files.readAllBytes(file.path()));
      EndiveModule unused = modules.load(request);
      return cache.get(request.key()).orElseThrow().bytes();
    }
  }

  /**
   * Returns artifacts of modules that come with the build, one after another and again from the
   * first, up to a size. A compressor does not see the repetition: it is too far away.
   *
   * @param work receives the modules
   */
  public static byte[] ofSize(int size, Path work) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (WasmFile file : WasmFile.ofClassPath(work)) {
      if (file.isLarge() && all.size() < size) {
        all.writeBytes(of(file));
      }
    }
    byte[] artifacts = all.toByteArray();
    byte[] bytes = Arrays.copyOf(artifacts, size);
    for (int there = artifacts.length; there < size; there += artifacts.length) {
      System.arraycopy(artifacts, 0, bytes, there, Math.min(artifacts.length, size - there));
    }
    return bytes;
  }
}
