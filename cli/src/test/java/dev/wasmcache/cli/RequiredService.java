package dev.wasmcache.cli;

import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.TierAccess;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.redis.RedisStore;
import dev.wasmcache.stats.Origin;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A service that must not compile and has no compiler, as a process: loads the modules that it is
 * given, and prints where they came from.
 */
final class RequiredService {

  private RequiredService() {}

  /** Runs the service; returns the last line that it prints. */
  static String run(String redis, String compiler, Path keys, String name, Path... modules)
      throws IOException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                element ->
                    !element.matches(".*[/\\\\](compiler|asm(-[a-z]+)?)-[0-9][^/\\\\]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                RequiredService.class.getName(),
                redis,
                compiler,
                keys.toString(),
                keys.resolve(name).toString()));
    Arrays.stream(modules).map(Path::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines().reduce("", (before, line) -> line);
  }

  public static void main(String[] arguments) throws IOException {
    try {
      System.out.println(serve(arguments));
    } catch (RuntimeException e) {
      System.out.println(e.toString().lines().findFirst().orElseThrow());
    }
  }

  private static String serve(String... arguments) throws IOException {
    EndiveEngine engine = EndiveEngine.builder().compiledBy(arguments[1]).build();
    try (CompilationCache cache =
            CompilationCache.builder()
                .disk(DiskStore.builder(Path.of(arguments[3])).build())
                .shared(
                    SharedTier.builder(RedisStore.builder(arguments[0]).build())
                        .access(TierAccess.READ_ONLY)
                        .build())
                .integrity(CompileCommandTest.verifying(Path.of(arguments[2])))
                .mode(CacheMode.REQUIRED)
                .build();
        ModuleCache<EndiveModule> modules = ModuleCache.builder(engine, cache).build()) {
      for (int i = 4; i < arguments.length; i++) {
        EndiveModule module = modules.load(Path.of(arguments[i]));
        module.machineFactory();
      }
      return modules.stats().loads(Origin.SHARED)
          + " shared, "
          + modules.stats().loads(Origin.COMPILED)
          + " compiled, compiler "
          + (isThere("run.endive.compiler.MachineFactoryCompiler") ? "present" : "absent");
    }
  }

  private static boolean isThere(String name) {
    try {
      Class.forName(name);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
