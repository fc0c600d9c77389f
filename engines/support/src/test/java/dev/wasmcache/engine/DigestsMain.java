package dev.wasmcache.engine;

import dev.wasmcache.Engine;
import dev.wasmcache.internal.Digests;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Compiles modules, each with the engine's defaults and with a few functions interpreted, and
 * prints the digests of the artifacts.
 *
 * <p>Arguments: the class of the {@link TestedEngine}, then names of {@link RealModules} or files.
 */
final class DigestsMain {

  /** What its own lines begin with, as the engine may print as well. */
  static final String MARK = "artifact ";

  // Enough of them that the order of a set would show, and all modules have so many functions.
  private static final Set<Integer> INTERPRETED =
      Set.of(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);

  private DigestsMain() {}

  public static void main(String[] arguments) throws Exception {
    Constructor<?> constructor = Class.forName(arguments[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    TestedEngine<?> tested = (TestedEngine<?>) constructor.newInstance();
    for (String module : Arrays.asList(arguments).subList(1, arguments.length)) {
      byte[] wasm = bytes(module);
      print(module, tested.builder().build(), wasm);
      print(
          module + " interpreted",
          tested.builder().interpretedFunctions(INTERPRETED).build(),
          wasm);
    }
  }

  private static byte[] bytes(String module) throws IOException {
    return module.endsWith(".wasm")
        ? Files.readAllBytes(Path.of(module))
        : RealModules.valueOf(module).bytes();
  }

  private static void print(String name, Engine<?> engine, byte[] wasm) {
    String result;
    try {
      byte[] artifact = engine.compile(wasm).bytes();
      result = artifact.length + " " + HexFormat.of().formatHex(Digests.sha256(artifact));
    } catch (RuntimeException e) {
      // What the engine does not support. The message may name any one of several functions.
      result = e.getClass().getName();
    }
    System.out.println(MARK + name + ": " + result);
  }
}
