package dev.wasmcache.benchmarks.codec;

import dev.wasmcache.benchmarks.process.ChildJvm;
import dev.wasmcache.benchmarks.process.RealArtifact;
import dev.wasmcache.benchmarks.process.WasmFile;
import dev.wasmcache.benchmarks.process.WithoutWasmCache;
import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of compressed artifacts, beside the engine's own cache file, and the CPU time to compress
 * and to unpack them, in a cold JVM (all threads) and in a warm one. The artifacts are those of
 * real modules, compiled by Endive; Chicory's differ in names only.
 *
 * <p>Options: {@code --module} a module to measure, any number of them (basis, ammo, rhino3dm),
 * {@code --npm} a directory of further modules, {@code --rounds} how many JVMs each (3), {@code
 * --jdk} the JDK that is measured.
 */
public final class CodecBenchmark {

  private static final List<String> MODULES = List.of("basis", "ammo", "rhino3dm");
  private static final double MILLION = 1e6;

  private final ChildJvm jvm;
  private final int rounds;
  private final Path work = WorkDirectory.empty("codec");

  private CodecBenchmark(Path javaHome, int rounds) {
    this.jvm = ChildJvm.of(javaHome, System.getProperty("java.class.path"));
    this.rounds = rounds;
  }

  public static void main(String[] args) throws IOException {
    Arguments arguments = new Arguments(args);
    Path jdk = Path.of(arguments.one("--jdk").orElse(System.getProperty("java.home")));
    CodecBenchmark benchmark = new CodecBenchmark(jdk, arguments.number("--rounds", 3));
    List<String> wanted = arguments.all("--module");
    List<WasmFile> files = new ArrayList<>(WasmFile.ofClassPath(benchmark.work));
    if (arguments.one("--npm").isPresent()) {
      files.addAll(WasmFile.ofDirectory(Path.of(arguments.one("--npm").get())));
    }
    files.removeIf(file -> !(wanted.isEmpty() ? MODULES : wanted).contains(file.name()));
    MarkdownTable table =
        new MarkdownTable(
            "module",
            "codec",
            "bytes",
            "of artifact",
            "of engine's file",
            "pack cold ms",
            "pack warm ms",
            "unpack cold ms",
            "unpack warm ms",
            "unpack ms/MB");
    for (WasmFile file : files) {
      benchmark.add(file, table);
    }
    System.out.println(table);
  }

  private void add(WasmFile file, MarkdownTable table) throws IOException {
    byte[] wasm = Files.readAllBytes(file.path());
    byte[] plain = RealArtifact.of(file);
    Path engine = Files.createDirectories(work.resolve(file.name() + "-engine"));
    WithoutWasmCache.load(wasm, engine);
    double own = WorkDirectory.size(engine);
    Path plainFile = Files.write(work.resolve(file.name() + ".plain"), plain);
    table.row(
        file.name(),
        "none",
        String.valueOf(plain.length),
        "1.00",
        Numbers.ratio(plain.length / own),
        "",
        "",
        "",
        "",
        "");
    for (Codec codec : Codec.values()) {
      byte[] packed = codec.pack(plain);
      Path packedFile = Files.write(work.resolve(file.name() + "." + codec), packed);
      Cost pack = cost("pack", codec, plainFile, packedFile);
      Cost unpack = cost("unpack", codec, plainFile, packedFile);
      table.row(
          file.name(),
          codec.title(),
          String.valueOf(packed.length),
          Numbers.ratio(packed.length / (double) plain.length),
          Numbers.ratio(packed.length / own),
          Numbers.show(pack.cold().median()),
          Numbers.show(pack.warm().median()),
          Numbers.show(unpack.cold().median()),
          Numbers.show(unpack.warm().median()),
          Numbers.show(unpack.warm().median() * MILLION / plain.length));
      System.err.println("done: " + file.name() + ", " + codec.title());
    }
  }

  /** CPU time in milliseconds. */
  private record Cost(Samples cold, Samples warm) {}

  private Cost cost(String way, Codec codec, Path plain, Path packed) {
    double[] cold = new double[rounds];
    double[] warm = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      String[] printed =
          jvm.run(CodecCost.class, way, codec.name(), plain.toString(), packed.toString())
              .strip()
              .split(" ", -1);
      cold[round] = Long.parseLong(printed[0]) / MILLION;
      warm[round] = Long.parseLong(printed[1]) / MILLION;
    }
    return new Cost(Samples.of(cold), Samples.of(warm));
  }
}
