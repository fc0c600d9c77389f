package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Origin;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the cache requires of an engine, as tests: extend it, say what your engine is, and run it.
 *
 * <p>Published in the test JAR of {@code wasm-cache-core}; needs JUnit and AssertJ.
 *
 * @param <M> a module that is ready to be instantiated
 */
public abstract class EngineContract<M> {

  private static final int DAMAGED = 300;

  /** Returns a new engine with default options: always with the same fingerprint. */
  protected abstract Engine<M> engine();

  /** Returns an engine with other options. */
  protected abstract Engine<M> engineWithOtherOptions();

  /** Returns a small module that compiles. */
  protected abstract byte[] wasm();

  /** Returns another one, whose {@link #run} returns something else. */
  protected abstract byte[] otherWasm();

  /** Returns bytes that are not a module. */
  protected abstract byte[] notWasm();

  /** Instantiates a module, calls something and returns the result. */
  protected abstract Object run(M module) throws Exception;

  /**
   * Returns what must be collected when the module is no longer referenced: its class loader, say.
   */
  protected abstract Object mustBeFreed(M module) throws Exception;

  @Test
  void fingerprint_twoEnginesOfTheSameOptions_isTheSame() {
    assertThat(engine().fingerprint()).isEqualTo(engine().fingerprint());
  }

  @Test
  void fingerprint_otherOptions_isAnother() {
    assertThat(engineWithOtherOptions().fingerprint()).isNotEqualTo(engine().fingerprint());
  }

  @Test
  void compile_twice_answersTheSameBytes() {
    assertThat(engine().compile(wasm())).isEqualTo(engine().compile(wasm()));
  }

  @Test
  void compile_notAModule_throwsTheEnginesExceptionAndNothingIsCached(@TempDir Path directory) {
    try (CompilationCache cache = disk(directory);
        ModuleCache<M> modules = ModuleCache.builder(engine(), cache).build()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> modules.load(notWasm()))
            .isInstanceOf(RuntimeException.class)
            .hasSameClassAs(thrownBy(() -> engine().compile(notWasm())));
      }
      assertThat(cache.admin().keys(null, 1)).isEmpty();
    }
  }

  @Test
  void load_ofWhatWasCompiled_runsAsTheOtherModuleDoesNot() throws Exception {
    Object answer = run(compiledAndLoaded(engine(), wasm()));
    assertThat(run(compiledAndLoaded(engine(), wasm()))).isEqualTo(answer);
    assertThat(run(compiledAndLoaded(engineWithOtherOptions(), wasm()))).isEqualTo(answer);
    assertThat(run(compiledAndLoaded(engine(), otherWasm()))).isNotEqualTo(answer);
  }

  @Test
  void load_inAnotherCache_comesFromDiskAndRunsTheSame(@TempDir Path directory) throws Exception {
    Object answer;
    try (CompilationCache cache = disk(directory);
        ModuleCache<M> modules = ModuleCache.builder(engine(), cache).build()) {
      answer = run(modules.load(wasm()));
    }
    try (CompilationCache cache = disk(directory);
        ModuleCache<M> modules = ModuleCache.builder(engine(), cache).build()) {
      assertThat(run(modules.load(wasm()))).isEqualTo(answer);
      assertThat(modules.stats().loads(Origin.DISK)).isEqualTo(1);
      assertThat(cache.stats().compilations()).isZero();
    }
  }

  @Test
  void load_truncatedArtifact_throwsOrRuns() throws Exception {
    byte[] good = engine().compile(wasm()).bytes();
    Random random = new Random(1);
    for (int i = 0; i < DAMAGED; i++) {
      assertRefusedOrLoaded(Arrays.copyOf(good, random.nextInt(good.length)));
    }
  }

  @Test
  void load_damagedArtifact_throwsOrLoads() {
    byte[] good = engine().compile(wasm()).bytes();
    Random random = new Random(2);
    for (int i = 0; i < DAMAGED; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefusedOrLoaded(bad);
    }
  }

  @Test
  void load_artifactOfSomethingElse_throws() {
    for (int size : new int[] {0, 1, 100, 10_000}) {
      Artifact foreign = Artifact.of(Bodies.random(size, size));
      Throwable refusal = thrownBy(() -> engine().load(wasm(), foreign));
      assertThat(refusal).isInstanceOfAny(RuntimeException.class, LinkageError.class);
    }
  }

  @Test
  void J05_load_entryThatIsOfNoUse_isCompiledAgainAndRepaired(@TempDir Path directory)
      throws Exception {
    try (CompilationCache cache = disk(directory);
        ModuleCache<M> modules = ModuleCache.builder(engine(), cache).build()) {
      CompileRequest request = modules.request(wasm());
      cache.put(request.key(), Artifact.of(new byte[] {1, 2, 3}));
      Object answer = run(modules.load(request));
      modules.evictAll();
      assertThat(run(modules.load(request))).isEqualTo(answer);
      assertThat(cache.stats().compilations()).isEqualTo(1);
    }
  }

  @Test
  void load_live_answersTheSameModule(@TempDir Path directory) throws Exception {
    try (CompilationCache cache = disk(directory);
        ModuleCache<M> modules = ModuleCache.builder(engine(), cache).build()) {
      M module = modules.load(wasm());
      assertThat(modules.load(wasm())).isSameAs(module);
      assertThat(run(module)).isEqualTo(run(module));
      modules.close();
      run(module);
    }
  }

  @Test
  void weight_always_isPositive() {
    Engine<M> engine = engine();
    assertThat(engine.weight(compiledAndLoaded(engine, wasm()))).isPositive();
  }

  @Test
  void J04_evict_nobodyHoldsTheModule_freesIt(@TempDir Path directory) throws Exception {
    try (CompilationCache cache = disk(directory);
        ModuleCache<M> modules = ModuleCache.builder(engine(), cache).build()) {
      WeakReference<Object> freed = loadAndRun(modules);
      modules.evictAll();
      assertThat(GarbageCollection.frees(() -> freed.refersTo(null))).isTrue();
    }
  }

  private WeakReference<Object> loadAndRun(ModuleCache<M> modules) throws Exception {
    M module = modules.load(wasm());
    run(module);
    return new WeakReference<>(mustBeFreed(module));
  }

  private void assertRefusedOrLoaded(byte[] artifact) {
    try {
      assertThat(engine().load(wasm(), Artifact.of(artifact))).isNotNull();
    } catch (RuntimeException | LinkageError e) {
      // A refusal: the cache compiles again. Any other Error would reach the caller.
    }
  }

  private M compiledAndLoaded(Engine<M> engine, byte[] wasm) {
    return engine.load(wasm, engine.compile(wasm));
  }

  private static CompilationCache disk(Path directory) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .build();
  }

  private static Throwable thrownBy(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      return e;
    }
    return fail("nothing was thrown");
  }
}
