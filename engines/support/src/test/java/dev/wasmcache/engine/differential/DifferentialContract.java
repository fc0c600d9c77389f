package dev.wasmcache.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.engine.FurtherModules;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.engine.differential.Variant.Interpreted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A module from the cache, however it got there, and whichever of its functions are interpreted,
 * shows what it shows without the cache. See {@code docs/testing.md}.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
public abstract class DifferentialContract<M> {

  static final long STACK = 16 << 20;

  private static final Settings SETTINGS = Settings.ofProperties();
  private static final Set<RealModules> QUICK = Set.of(RealModules.SOURCE_MAP, RealModules.QCMS);
  private static final Path REPORT = Path.of("target", "differential.txt");

  private final Programs<M> programs;
  @TempDir private Path directory;

  protected DifferentialContract(Programs<M> programs) {
    this.programs = programs;
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("modules")
  void load_ofModule_runsAsThePlainEngineDoes(String name) throws Exception {
    byte[] wasm = bytes().get(name).get();
    Findings findings = new Findings();
    long start = System.nanoTime();

    inThread(() -> run(PlantedBug.NONE, findings, name, wasm));

    report(name, findings, start);
    assertThat(findings.differences).isEmpty();
    assertThat(findings.differencesOfTheEngine).isEmpty();
  }

  @Test
  @Tag("one-jdk")
  void load_ofMutants_runsOrFailsAsThePlainEngineDoes() throws Exception {
    Findings findings = new Findings();
    long start = System.nanoTime();

    inThread(() -> runMutants(PlantedBug.NONE, findings));

    report("mutants from " + SETTINGS.seed(), findings, start);
    assertThat(findings.differences).isEmpty();
    assertThat(findings.differencesOfTheEngine).isEmpty();
  }

  @ParameterizedTest
  @Tag("one-jdk")
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void run_withAPlantedBug_findsIt(PlantedBug bug) throws Exception {
    Findings findings = new Findings();

    inThread(() -> run(bug, findings, "SOURCE_MAP", RealModules.SOURCE_MAP.bytes()));

    assertThat(findings.differences).isNotEmpty().allMatch(it -> it.contains("DISK/"));
  }

  private void run(PlantedBug bug, Findings findings, String name, byte[] wasm) {
    new Differential<>(programs, bug, directory, findings)
        .run(name, wasm, List.of(Interpreted.values()), SETTINGS);
  }

  private void runMutants(PlantedBug bug, Findings findings) {
    Differential<M> differential = new Differential<>(programs, bug, directory, findings);
    for (int i = 0; i < SETTINGS.mutants(); i++) {
      long seed = SETTINGS.seed() + i;
      List<Interpreted> sets = new ArrayList<>(List.of(Interpreted.NONE));
      if (seed % 4 == 0) {
        sets.add(Interpreted.values()[(int) (1 + seed / 4 % 3)]);
      }
      differential.run(Mutant.NAME, Mutant.of(seed), sets, SETTINGS.forMutant(seed));
    }
  }

  static Stream<String> modules() {
    return bytes().keySet().stream().filter(SETTINGS::runsModule);
  }

  private static Map<String, Supplier<byte[]>> bytes() {
    Map<String, Supplier<byte[]>> modules = new LinkedHashMap<>();
    for (RealModules real : RealModules.values()) {
      if (SETTINGS.isLong() || QUICK.contains(real)) {
        modules.put(real.name(), real::bytes);
      }
    }
    for (Path file : FurtherModules.files()) {
      modules.put(file.getFileName().toString(), () -> read(file));
    }
    return modules;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs something with a stack that is large enough for interpreted recursion. */
  private static void inThread(Runnable action) throws Exception {
    FutureTask<Void> task = new FutureTask<>(action, null);
    new Thread(null, task, "differential", STACK).start();
    task.get();
  }

  private void report(String name, Findings findings, long start) throws IOException {
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    Files.createDirectories(REPORT.getParent());
    Files.writeString(
        REPORT,
        "%s, JDK %d, %s, %d s: %s%n"
            .formatted(programs.folder(), Runtime.version().feature(), name, seconds, findings),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
