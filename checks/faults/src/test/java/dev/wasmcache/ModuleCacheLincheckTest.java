package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In every interleaving of the threads, a module is created only once while it is live. */
@Tag("one-jdk")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class ModuleCacheLincheckTest {

  @Test
  void load_anyThreads_answersTheOneModule() {
    options().check(Modules.class);
  }

  @Test
  void load_lookThenMake_isCaught() {
    assertThatThrownBy(() -> options().minimizeFailedScenario(false).check(LookThenMake.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(Faults.isLong() ? 3 : 1)
        .invocationsPerIteration(Faults.isLong() ? 200 : 100)
        // This test checks which threads load and which wait. A key and a compile would take most
        // of the time to instrument, and their loops would be taken for a lock.
        .addGuarantee(forClasses(CompileRequest.class.getName()).allMethods().ignore())
        .addGuarantee(forClasses(TieredCache.class.getName()).allMethods().ignore())
        // The first run waits for the instrumentation. On a busy machine that takes longer than the
        // default time limit of half a minute, after which a run counts as hanging.
        .invocationTimeout$lincheck(Duration.ofMinutes(10).toMillis())
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(0);
  }

  /**
   * A module is the number of times that one was created from its bytes: 1, as long as it is live.
   */
  private static final class CountingEngine implements Engine<Integer> {
    private final int[] made = new int[3];

    @Override
    public Fingerprint fingerprint() {
      return Requests.FINGERPRINT;
    }

    @Override
    public Artifact compile(byte[] wasm) {
      return Artifact.of(wasm);
    }

    @Override
    public Integer load(byte[] wasm, Artifact artifact) {
      return ++made[wasm[0]];
    }

    @Override
    public long weight(Integer module) {
      return 1;
    }
  }

  @Param(name = "module", gen = IntGen.class, conf = "0:2")
  public static class Modules {
    private final ModuleCache<Integer> modules =
        ModuleCache.builder(new CountingEngine(), CompilationCache.builder().build()).build();

    @Operation
    public int load(@Param(name = "module") int module) {
      return modules.load(new byte[] {(byte) module});
    }

    @Operation
    public int loadByName(@Param(name = "module") int module) {
      return modules.load("module " + module, () -> new byte[] {(byte) module});
    }
  }

  /** The naive way. */
  @Param(name = "module", gen = IntGen.class, conf = "0:2")
  public static class LookThenMake {
    private final ConcurrentMap<Integer, Integer> modules = new ConcurrentHashMap<>();
    private final CountingEngine engine = new CountingEngine();

    @Operation
    public int load(@Param(name = "module") int module) {
      Integer live = modules.get(module);
      if (live == null) {
        byte[] wasm = {(byte) module};
        live = engine.load(wasm, engine.compile(wasm));
        modules.put(module, live);
      }
      return live;
    }
  }
}
