package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.engine.TinyModule;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Authentic entries that the engine nevertheless cannot load. */
final class LoadFailureTest {

  private static final byte[] WASM = TinyModule.callingEachOther(TinyModule.CALL).bytes();
  private static final Integrity INTEGRITY = Integrity.hmac(KeyRing.of("k1", Bodies.random(7, 32)));

  private final EndiveEngine engine = EndiveEngine.create();

  @TempDir Path directory;

  @Test
  void J05_load_verifiedEntriesOfDamagedClasses_areDeletedAndCompiledOnce() {
    Map<Class<?>, Artifact> damaged = artifactsThatDoNotLoad();
    assertThat(damaged.keySet())
        .as("kinds of failure that a real engine shows")
        .anyMatch(LinkageError.class::isAssignableFrom)
        .anyMatch(RuntimeException.class::isAssignableFrom);
    damaged.forEach((kind, artifact) -> assertHealed(engine, artifact));
  }

  /** One artifact for each kind of failure: flips bits until several attempts find no new kind. */
  private Map<Class<?>, Artifact> artifactsThatDoNotLoad() {
    byte[] good = engine.compile(WASM).bytes();
    Map<Class<?>, Artifact> damaged = new LinkedHashMap<>();
    Random random = new Random(4);
    for (int i = 0; i < 3_000; i++) {
      byte[] flipped = good.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      Artifact artifact = Artifact.of(flipped);
      try {
        engine.load(WASM, artifact);
      } catch (RuntimeException | LinkageError e) {
        damaged.putIfAbsent(e.getClass(), artifact);
      }
    }
    return damaged;
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new LinkageError("of a test"),
        new VerifyError("of a test"),
        new NoClassDefFoundError("of a test"),
        new ExceptionInInitializerError("of a test"),
        new NullPointerException("of a test"),
        new IllegalStateException("of a test"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void J05_load_engineThrowsForAVerifiedEntry_isDeletedAndCompiledOnce(Throwable failure) {
    Artifact artifact = engine.compile(WASM);
    Artifact stale = Artifact.builder().content(artifact.bytes()).build();
    Engine<EndiveModule> failing = new FailingOnce(engine, failure);
    assertHealed(failing, stale);
  }

  private void assertHealed(Engine<EndiveModule> failing, Artifact artifact) {
    CacheKey key;
    try (CompilationCache cache = cache();
        ModuleCache<EndiveModule> modules = ModuleCache.builder(failing, cache).build()) {
      key = modules.request(WASM).key();
      cache.put(key, artifact);
      assertThat(run(modules.load(WASM))).isEqualTo(50);
      assertThat(cache.stats().compilations()).isEqualTo(1);
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.STALE)).isEqualTo(1);
      assertThat(cache.stats().tier(Tier.DISK).deletions()).isEqualTo(1);
    }
    try (CompilationCache cache = cache();
        ModuleCache<EndiveModule> modules = ModuleCache.builder(engine, cache).build()) {
      assertThat(run(modules.load(WASM))).as("repaired").isEqualTo(50);
      assertThat(cache.stats().compilations()).isZero();
      cache.delete(key);
    }
  }

  @Test
  void J05_load_withoutRepair_isCaught() {
    Artifact damaged = artifactsThatDoNotLoad().values().iterator().next();
    try (CompilationCache cache = cache()) {
      CompileRequest request = CompileRequest.of(WASM, engine.fingerprint());
      cache.put(request.key(), damaged);
      // The naive way: loads whatever the cache returns.
      Supplier<EndiveModule> naive =
          () -> engine.load(WASM, cache.getOrCompile(request, asked -> engine.compile(WASM)));
      assertThatThrownBy(naive::get).isInstanceOfAny(RuntimeException.class, LinkageError.class);
      assertThatThrownBy(naive::get).as("each time").isInstanceOf(Throwable.class);
    }
  }

  private CompilationCache cache() {
    DiskStore store = DiskStore.builder(directory.resolve("cache")).build();
    return CompilationCache.builder().disk(store).integrity(INTEGRITY).build();
  }

  private static long run(EndiveModule module) {
    return module.instanceBuilder().build().export("0").apply(4)[0];
  }

  /** The real engine, whose first load fails. */
  private static final class FailingOnce implements Engine<EndiveModule> {
    private final EndiveEngine engine;
    private final Throwable failure;
    private boolean failed;

    private FailingOnce(EndiveEngine engine, Throwable failure) {
      this.engine = engine;
      this.failure = failure;
    }

    @Override
    public Fingerprint fingerprint() {
      return engine.fingerprint();
    }

    @Override
    public Artifact compile(byte[] wasm) {
      return engine.compile(wasm);
    }

    @Override
    public EndiveModule load(byte[] wasm, Artifact artifact) {
      if (failed) {
        return engine.load(wasm, artifact);
      }
      failed = true;
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }

    @Override
    public long weight(EndiveModule module) {
      return engine.weight(module);
    }
  }
}
