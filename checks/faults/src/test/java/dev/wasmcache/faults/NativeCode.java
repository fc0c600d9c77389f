package dev.wasmcache.faults;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.nio.file.Path;

/** The C code, compiled where it is needed. */
final class NativeCode {

  private static final Path SOURCES = Path.of("src", "test", "native").toAbsolutePath();

  private NativeCode() {}

  static Path library(String name, Path into) throws IOException, InterruptedException {
    return compile(name, into.resolve("lib" + name + ".so"), "-shared", "-fPIC");
  }

  static Path program(String name, Path into) throws IOException, InterruptedException {
    return compile(name, into.resolve(name), "-pie", "-fPIE");
  }

  private static Path compile(String name, Path output, String... options)
      throws IOException, InterruptedException {
    boolean linux = System.getProperty("os.name").equals("Linux");
    Requirement.require(linux, "Linux", "run the tests there");
    Requirement.command("gcc", "gcc");
    Command.run(
        "gcc",
        "-O2",
        "-Wall",
        "-Werror",
        options[0],
        options[1],
        "-o",
        output.toString(),
        SOURCES.resolve(name + ".c").toString(),
        "-ldl");
    return output;
  }
}
