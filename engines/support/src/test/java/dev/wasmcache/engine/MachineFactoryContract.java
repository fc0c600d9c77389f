package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompiledModuleRequiredException;
import dev.wasmcache.GarbageCollection;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Origin;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What is required of a machine factory, with modules that are parsed as libraries do it. */
public abstract class MachineFactoryContract<W> {

  private static final int INSTANCES = 8;
  private static final byte[] TINY = TinyModule.callingEachOther(TinyModule.CALL).bytes();
  private static final byte[] OTHER =
      new TinyModule()
          .function(TinyModule.LOCAL_GET, 0, TinyModule.I32_CONST, 5, TinyModule.I32_ADD)
          .bytes();

  private final TestedMachines<W> tested;

  protected MachineFactoryContract(TestedMachines<W> tested) {
    this.tested = tested;
  }

  @Test
  void apply_toEightInstancesOfOneModule_compilesOnceAndHasTheClassesOfOne(
      @TempDir Path directory) {
    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      W module = tested.parse(RealModules.SOURCE_MAP.bytes());

      Set<ClassLoader> loaders = loaders(factory, Collections.nCopies(INSTANCES, module));

      assertThat(loaders).hasSize(1);
      assertThat(cache.stats().compilations()).isEqualTo(1);
      assertThat(factory.stats().modules().loads(Origin.COMPILED)).isEqualTo(1);
      assertThat(factory.stats().modules().hits()).isEqualTo(INSTANCES - 1);
      assertThat(factory.stats().delegations()).isZero();
      assertThat(loaders(tested.plain(), Collections.nCopies(INSTANCES, module)))
          .as("without the factory")
          .hasSize(INSTANCES);
    }
  }

  @Test
  void apply_toInstancesThatParseTheModuleAnew_compilesOnceAndHasTheClassesOfOne(
      @TempDir Path directory) {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();
    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = factory(cache);

      Set<ClassLoader> loaders =
          loaders(factory, List.of(tested.parse(wasm), tested.parse(wasm), tested.parse(wasm)));

      assertThat(loaders).hasSize(1);
      assertThat(cache.stats().compilations()).isEqualTo(1);
    }
  }

  @Test
  void apply_inParallel_compilesOnce(@TempDir Path directory) throws Exception {
    byte[] wasm = RealModules.QCMS.bytes();
    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      CyclicBarrier start = new CyclicBarrier(INSTANCES);
      ConcurrentLinkedQueue<Object> results = new ConcurrentLinkedQueue<>();
      Thread[] threads = new Thread[INSTANCES];
      for (int i = 0; i < INSTANCES; i++) {
        threads[i] =
            new Thread(
                () -> {
                  try {
                    W module = tested.parse(wasm);
                    start.await();
                    results.add(factory.observe(module));
                  } catch (Exception e) {
                    results.add(e);
                  }
                });
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(results).hasSize(INSTANCES).containsOnly(tested.observePlain(wasm, Set.of()));
      assertThat(cache.stats().compilations()).isEqualTo(1);
      assertThat(factory.stats().modules().loads(Origin.COMPILED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"JBIG2", "OPENJPEG", "BASIS", "AMMO"})
  void apply_toRealModule_runsAsThePlainEngineDoesAndIsNotCompiledAgain(
      RealModules real, @TempDir Path directory) {
    byte[] wasm = real.bytes();
    List<String> expected = tested.observePlain(wasm, Set.of());
    W module = tested.parse(wasm);

    try (CompilationCache cache = onDisk(directory)) {
      assertThat(factory(cache).observe(module)).isEqualTo(expected);
      assertThat(cache.stats().compilations()).isEqualTo(1);
    }
    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      assertThat(factory.observe(tested.parse(wasm))).as("from disk").isEqualTo(expected);
      assertThat(cache.stats().compilations()).isZero();
      assertThat(factory.stats().modules().loads(Origin.DISK)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JBIG2", "OPENJPEG"})
  void apply_toModuleThatTheEngineCannotCompile_throwsWhatItThrows(
      RealModules real, @TempDir Path directory) {
    W module = tested.parse(real.bytes());
    Throwable expected = catchThrowable(() -> tested.plain().machine(module));

    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      assertThatThrownBy(() -> factory.machine(module))
          .hasSameClassAs(expected)
          .hasMessage(expected.getMessage());
      assertThat(factory.stats().delegations()).isZero();
      assertThat(cache.stats().compilationFailures()).isEqualTo(1);
    }
  }

  @Test
  void apply_toModuleWithoutOrWithAnotherDigest_sharesTheEntryOfTheParsedOne(
      @TempDir Path directory) {
    W parsed = tested.parse(TINY);
    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      for (String digest : Arrays.asList(tested.digest(parsed), null, "md5:AAAA")) {
        assertThat(factory.apply(tested.withDigest(parsed, digest), "0", 4)).isEqualTo(50);
      }
      assertThat(cache.stats().compilations()).isEqualTo(1);
    }
  }

  @Test
  void apply_toModuleWithTheDigestOfAnother_runsItsOwnCode(@TempDir Path directory) {
    W tiny = tested.parse(TINY);
    W forged = tested.withDigest(tested.parse(OTHER), tested.digest(tiny));
    for (int i = 0; i < 2; i++) {
      try (CompilationCache cache = onDisk(directory)) {
        TestedMachines.Factory<W> factory = factory(cache);
        assertThat(factory.apply(forged, "0", 4)).isEqualTo(9);
        assertThat(factory.apply(tiny, "0", 4)).isEqualTo(50);
        assertThat(factory.apply(tested.parse(OTHER), "0", 4)).isEqualTo(9);
        assertThat(cache.stats().compilations()).isEqualTo(i == 0 ? 2 : 0);
      }
    }
  }

  @Test
  void request_forModuleOfWhichAPartWasParsed_hasAnotherKeyForTheSameDigest() {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();
    W whole = tested.parse(wasm);
    W part = tested.parseWithoutElements(wasm);

    assertThat(tested.digest(part)).isEqualTo(tested.digest(whole));
    assertThat(tested.request(part).key()).isNotEqualTo(tested.request(whole).key());
  }

  @ParameterizedTest
  @EnumSource(names = {"SOURCE_MAP", "QCMS", "DRACO"})
  void request_forModuleWithOtherData_isTheSameAndSoIsTheCode(RealModules real) {
    W module = tested.parse(real.bytes());
    W without = tested.withoutContents(module);

    assertThat(tested.request(without).key()).isEqualTo(tested.request(module).key());
    assertThat(tested.artifact(without)).isEqualTo(tested.artifact(module));
  }

  /** Whatever the compiler reads is in the key: a change of the code changes the key too. */
  @Test
  void request_forModulesThatCompileToDifferentCode_differs() {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();
    W original = tested.parse(wasm);
    CacheKey key = tested.request(original).key();
    byte[] artifact = tested.artifact(original);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int different = 0;
    for (int i = 0; i < 60; i++) {
      byte[] changed = wasm.clone();
      changed[8 + random.nextInt(wasm.length - 8)] ^= (byte) (1 << random.nextInt(8));
      W module = parsedOrNull(changed);
      if (module != null && tested.request(module).key().equals(key)) {
        assertThat(tested.artifact(module)).as("seed %d, round %d", seed, i).isEqualTo(artifact);
      } else if (module != null) {
        different++;
      }
    }
    assertThat(different).isPositive();
  }

  /** Returns null if the module is invalid, for which the engine has assertions too. */
  private @Nullable W parsedOrNull(byte[] wasm) {
    try {
      return tested.parse(wasm);
    } catch (RuntimeException | AssertionError e) {
      return null;
    }
  }

  @Test
  void request_forModule_statesAboutTheSizeOfItsFile() {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();
    assertThat(tested.request(tested.parse(wasm)).size())
        .isBetween(wasm.length / 2, wasm.length * 11 / 10);
  }

  @Test
  void apply_withOtherOptionsOrGeneration_compilesAgainAndSaysWhy(@TempDir Path directory) {
    W module = tested.parse(TINY);
    try (CompilationCache cache = onDisk(directory)) {
      factory(cache).machine(module);
      tested.factory(cache, 1 << 20, 1, 0).machine(module);
      tested.factory(cache, 1 << 20, 0, 1).machine(module);
      assertThat(cache.stats().compilations()).isEqualTo(3);
      assertThat(cache.admin().compiles())
          .extracting(event -> event.reason().kind())
          .containsExactlyInAnyOrder(
              MissReason.Kind.NEVER_SEEN,
              MissReason.Kind.OPTIONS_CHANGED,
              MissReason.Kind.GENERATION_RAISED);
    }
  }

  @Test
  void apply_withInterpretedFunctions_runsAsThePlainEngineDoes(@TempDir Path directory) {
    byte[] wasm = RealModules.QCMS.bytes();
    Set<Integer> interpreted = Set.of(20, 30, 40, 50);
    List<String> expected = tested.observePlain(wasm, interpreted);
    for (int i = 0; i < 2; i++) {
      try (CompilationCache cache = onDisk(directory)) {
        TestedMachines.Factory<W> factory = tested.interpreting(cache, interpreted);
        assertThat(factory.observe(tested.parse(wasm))).isEqualTo(expected);
        assertThat(cache.stats().compilations()).isEqualTo(1 - i);
        assertThat(factory.stats().delegations()).isZero();
      }
    }
  }

  @Test
  void apply_withBrokenCache_letsTheEngineCompileAndCountsIt() {
    TestedMachines.Factory<W> factory = factory(BrokenCache.create());
    W module = tested.parse(TINY);

    assertThat(factory.apply(module, "0", 4)).isEqualTo(50);
    assertThat(factory.apply(module, "0", 4)).isEqualTo(50);
    assertThat(factory.stats().failures()).isEqualTo(2);
    assertThat(factory.stats().delegations()).isEqualTo(2);
  }

  @Test
  void apply_withClosedCache_compiles(@TempDir Path directory) {
    CompilationCache cache = onDisk(directory);
    TestedMachines.Factory<W> factory = factory(cache);
    cache.close();

    assertThat(factory.apply(tested.parse(TINY), "0", 4)).isEqualTo(50);
    assertThat(factory.apply(tested.parse(TINY), "0", 4)).isEqualTo(50);
    assertThat(factory.stats().modules().loads(Origin.COMPILED)).isEqualTo(1);
  }

  @Test
  void apply_toModuleWithUnknownPart_letsTheEngineCompileAndCountsIt(@TempDir Path directory) {
    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      W unknown = tested.withUnknownPart(tested.parse(TINY));

      assertThat(factory.machine(unknown)).isNotNull();
      assertThat(factory.stats().unknownModules()).isEqualTo(1);
      assertThat(cache.stats().compilations()).isZero();
    }
  }

  @Test
  void apply_inRequiredMode_refusesToCompileAndRunsWhatIsThere(@TempDir Path directory) {
    W module = tested.parse(TINY);
    try (CompilationCache cache = in(CacheMode.REQUIRED, directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      assertThatThrownBy(() -> factory.machine(module))
          .isInstanceOf(CompiledModuleRequiredException.class);
      assertThat(factory.stats().delegations()).isZero();
    }
    try (CompilationCache cache = onDisk(directory)) {
      factory(cache).machine(module);
    }
    try (CompilationCache cache = in(CacheMode.REQUIRED, directory)) {
      assertThat(factory(cache).apply(module, "0", 4)).isEqualTo(50);
    }
  }

  /** No mode helps there: no cache can have a module that cannot be identified. */
  @Test
  void apply_inRequiredModeToModuleWithUnknownPart_letsTheEngineCompileAndCountsIt(
      @TempDir Path directory) {
    try (CompilationCache cache = in(CacheMode.REQUIRED, directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      W unknown = tested.withUnknownPart(tested.parse(TINY));

      assertThat(factory.machine(unknown)).isNotNull();
      assertThat(factory.machine(unknown)).isNotNull();
      assertThat(factory.stats().unknownModules()).isEqualTo(2);
      assertThat(factory.stats().failures()).isZero();
      assertThat(cache.stats().compilations()).isZero();
      assertThatThrownBy(() -> factory.machine(tested.parse(TINY)))
          .as("a module that can be identified")
          .isInstanceOf(CompiledModuleRequiredException.class);
    }
  }

  @Test
  void factory_afterItsUse_keepsNoModuleAlive(@TempDir Path directory) {
    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = factory(cache);
      WeakReference<Object> module = usedModule(factory);
      assertThat(GarbageCollection.frees(() -> module.refersTo(null))).isTrue();
      assertThat(factory.stats().modules().modules()).as("the classes stay").isEqualTo(1);
    }
  }

  @Test
  void factory_withoutLiveModules_freesTheClassesOfInstancesThatAreGone(@TempDir Path directory) {
    try (CompilationCache cache = onDisk(directory)) {
      TestedMachines.Factory<W> factory = tested.factory(cache, 0, 0, 0);
      WeakReference<Object> classes =
          new WeakReference<>(factory.machine(tested.parse(TINY)).getClass().getClassLoader());
      assertThat(GarbageCollection.frees(() -> classes.refersTo(null))).isTrue();
      factory.machine(tested.parse(TINY));
      assertThat(cache.stats().compilations()).isEqualTo(1);
    }
  }

  private WeakReference<Object> usedModule(TestedMachines.Factory<W> factory) {
    W module = tested.parse(TINY);
    assertThat(factory.apply(module, "0", 4)).isEqualTo(50);
    return new WeakReference<>(module);
  }

  private static <W> Set<ClassLoader> loaders(TestedMachines.Factory<W> factory, List<W> modules) {
    Set<ClassLoader> loaders = Collections.newSetFromMap(new IdentityHashMap<>());
    for (W module : modules) {
      loaders.add(factory.machine(module).getClass().getClassLoader());
    }
    return loaders;
  }

  private TestedMachines.Factory<W> factory(CompilationCache cache) {
    return tested.factory(cache, 1 << 28, 0, 0);
  }

  private static CompilationCache onDisk(Path directory) {
    return in(CacheMode.READ_WRITE, directory);
  }

  private static CompilationCache in(CacheMode mode, Path directory) {
    return CompilationCache.builder()
        .mode(mode)
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .build();
  }
}
