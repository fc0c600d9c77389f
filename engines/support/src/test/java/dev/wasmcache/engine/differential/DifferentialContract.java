package dev.wasmcache.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.engine.FurtherModules;
import dev.wasmcache.engine.LyingModules;
import dev.wasmcache.engine.ModuleOfCode;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.engine.TinyModule;
import dev.wasmcache.engine.differential.Variant.Interpreted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    run(PlantedBug.NONE, findings, name, wasm);

    report(name, findings, start);
    assertThat(findings.differences).isEmpty();
    assertThat(findings.differencesOfTheEngine).isEmpty();
  }

  /** In mutants, the engine's own interpreter differs: see {@code docs/upstream.md}. */
  @Test
  @Tag("one-jdk")
  void load_ofMutants_runsOrFailsAsThePlainEngineDoes() throws Exception {
    Findings findings = new Findings();
    long start = System.nanoTime();

    runMutants(findings);

    report("mutants from " + SETTINGS.seed(), findings, start);
    assertThat(findings.differences).isEmpty();
  }

  @ParameterizedTest
  @Tag("one-jdk")
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NONE", "SWALLOWED_REFUSAL", "OTHER_MESSAGE", "OTHER_REFUSAL"})
  void run_withAPlantedBug_findsIt(PlantedBug bug) {
    Findings findings = new Findings();

    run(bug, findings, "SOURCE_MAP", RealModules.SOURCE_MAP.bytes());

    assertThat(findings.differences).isNotEmpty().allMatch(it -> it.contains("DISK/"));
  }

  @ParameterizedTest
  @Tag("one-jdk")
  @EnumSource(names = {"SWALLOWED_REFUSAL", "OTHER_MESSAGE", "OTHER_REFUSAL"})
  void run_ofRefusedModulesWithAPlantedBug_findsIt(PlantedBug bug) {
    byte[] refusedByBoth = TinyModule.callingEachOther(0xff).bytes();
    byte[] refusedEarlier = LyingModules.manyParameters();

    for (byte[] module : List.of(refusedByBoth, refusedEarlier)) {
      Findings without = new Findings();
      Findings with = new Findings();
      run(PlantedBug.NONE, without, "refused", module);
      run(bug, with, "refused", module);

      assertThat(without.differences).isEmpty();
      assertThat(with.differences).first().asString().contains("COLD/NONE");
    }
  }

  /** The engine does not check for interrupts in a loop of tail calls. */
  @Test
  void run_ofAModuleThatDoesNotEnd_ends() {
    byte[] wasm =
        new TinyModule()
            .function(TinyModule.LOCAL_GET, 0, TinyModule.RETURN_CALL, 0)
            .function(TinyModule.LOCAL_GET, 0)
            .bytes();
    Findings findings = new Findings();

    run(PlantedBug.NONE, findings, "endless", wasm);

    assertThat(findings.differences).isEmpty();
    assertThat(findings).asString().containsAnyOf("{TIME=", "{STACK=");
  }

  @Test
  void run_ofAModuleWhoseStartDoesNotEnd_ends() {
    byte[] wasm =
        HexFormat.ofDelimiter(" ")
            .parseHex(
                "00 61 73 6d 01 00 00 00 01 04 01 60 00 00 03 02 01 00 08 01 00"
                    + " 0a 09 01 07 00 03 40 0c 00 0b 0b");
    Findings findings = new Findings();

    run(PlantedBug.NONE, findings, "endless", wasm);

    assertThat(findings.differences).isEmpty();
    assertThat(findings).asString().contains("{TIME=");
  }

  private void run(PlantedBug bug, Findings findings, String name, byte[] wasm) {
    try (Differential<M> differential = differential(bug, findings)) {
      differential.run(name, wasm, List.of(Interpreted.values()), SETTINGS);
    }
  }

  private void runMutants(Findings findings) {
    try (Differential<M> differential = differential(PlantedBug.NONE, findings)) {
      for (int i = 0; i < SETTINGS.mutants(); i++) {
        long seed = SETTINGS.seed() + i;
        List<Interpreted> sets = new ArrayList<>(List.of(Interpreted.NONE));
        if (seed % 5 == 0) {
          sets.add(Interpreted.values()[(int) (1 + seed / 30 % 3)]);
        }
        differential.run(Mutant.NAME, Mutant.of(seed), sets, SETTINGS.forMutant(seed));
      }
    }
  }

  private Differential<M> differential(PlantedBug bug, Findings findings) {
    return new Differential<>(programs, bug, directory, findings, new Bounded());
  }

  static Stream<String> modules() {
    return bytes().keySet().stream().filter(SETTINGS::runsModule);
  }

  private static Map<String, Supplier<byte[]>> bytes() {
    Map<String, Supplier<byte[]>> modules = new LinkedHashMap<>();
    modules.put("CODE", ModuleOfCode::bytes);
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

  private void report(String name, Findings findings, long start) throws IOException {
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    Files.createDirectories(REPORT.getParent());
    Files.writeString(
        REPORT,
        "%s, JDK %d, %s, %d s: %s%n"
                .formatted(programs.folder(), Runtime.version().feature(), name, seconds, findings)
            + findings.differencesOfTheEngine.stream()
                .map(it -> it + System.lineSeparator())
                .collect(Collectors.joining()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
