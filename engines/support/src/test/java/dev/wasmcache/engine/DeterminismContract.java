package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An engine's compiler makes the same bytes of a module in every process. Two JVMs differ in what
 * could leak into the result: identity hash codes, the number of processors, the JIT compiler, the
 * order of modules, and the random order of immutable sets, which each JVM chooses for itself.
 *
 * <p>With {@code -Dmodules=FOLDER}, all {@link RealModules} and the files of the folder are
 * compiled.
 */
public abstract class DeterminismContract<M> {

  private static final Set<RealModules> QUICK =
      EnumSet.of(RealModules.SOURCE_MAP, RealModules.QCMS);

  private final TestedEngine<M> tested;

  protected DeterminismContract(TestedEngine<M> tested) {
    this.tested = tested;
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void compile_inAnotherProcess_makesTheSameBytes() throws Exception {
    List<String> modules = modules();
    Set<String> alike = digests(modules, "-XX:hashCode=2", "-XX:ActiveProcessorCount=1");
    Collections.reverse(modules);
    Set<String> random =
        digests(modules, "-XX:hashCode=0", "-XX:ActiveProcessorCount=7", "-XX:TieredStopAtLevel=4");

    assertThat(random).hasSizeGreaterThanOrEqualTo(modules.size()).isEqualTo(alike);
  }

  private static List<String> modules() {
    List<Path> more = FurtherModules.files();
    List<String> modules = new ArrayList<>();
    for (RealModules real : more.isEmpty() ? QUICK : EnumSet.allOf(RealModules.class)) {
      modules.add(real.name());
    }
    more.forEach(file -> modules.add(file.toString()));
    return modules;
  }

  /** Returns a line for each artifact. */
  private Set<String> digests(List<String> modules, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-XX:+UnlockExperimentalVMOptions"));
    all.addAll(List.of(options));
    List<String> arguments = new ArrayList<>(List.of(tested.getClass().getName()));
    arguments.addAll(modules);
    String printed =
        ChildJvm.run(ChildJvm.of(DigestsMain.class, all, arguments.toArray(String[]::new)));
    return new TreeSet<>(
        printed.lines().filter(line -> line.startsWith(DigestsMain.MARK)).toList());
  }
}
