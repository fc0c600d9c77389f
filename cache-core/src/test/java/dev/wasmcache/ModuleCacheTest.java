package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.admin.LiveModule;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModuleCacheTest {

  private static final byte[] WASM = ToyEngine.module("f");
  private static final int USES = 10_000;

  @TempDir Path directory;

  private final ToyEngine engine = new ToyEngine();
  private final List<ModuleLoad> loads = new ArrayList<>();

  @Test
  void load_again_answersTheLiveModule() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      String first = modules.load(WASM);
      assertThat(modules.load(WASM.clone())).isSameAs(first);
      assertThat(engine.loads).hasValue(1);
      assertThat(modules.stats().hits()).isEqualTo(1);
      assertThat(loads).extracting(ModuleLoad::origin).containsExactly(Origin.COMPILED);
    }
  }

  @Test
  void load_identityWithCompilerOfTheCaller_compilesWithItAndOnlyOnce() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      CompileRequest request =
          CompileRequest.ofIdentity(new byte[] {1, 2, 3}, 5_000, engine.fingerprint());
      ArtifactCompiler compiler = asked -> ToyEngine.artifact("parsed");
      assertThat(modules.load(request, compiler)).isEqualTo("parsed");
      assertThat(modules.load(request, asked -> fail("compiled again"))).isEqualTo("parsed");
      assertThat(engine.compiles).hasValue(0);
      assertThat(loads).extracting(ModuleLoad::wasmSize).containsExactly(5_000L);
    }
  }

  @Test
  void ofIdentity_otherBytesOrSize_hasTheKeyOfItsBytes() {
    byte[] identity = {1, 2, 3};
    CompileRequest request = CompileRequest.ofIdentity(identity, 5, engine.fingerprint());
    identity[0] = 7;
    assertThat(request.wasm()).containsExactly(1, 2, 3);
    assertThat(request.named("it").size()).isEqualTo(5);
    assertThat(CompileRequest.ofIdentity(request.wasm(), 6, engine.fingerprint()).key())
        .isEqualTo(request.key());
    assertThat(CompileRequest.ofIdentity(identity, 5, engine.fingerprint()).key())
        .isNotEqualTo(request.key());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompileRequest.ofIdentity(identity, -1, engine.fingerprint()))
        .withMessageContaining("-1");
  }

  @Test
  void load_requestAgainAndAgain_countsEveryHit() throws Exception {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      CompileRequest request = modules.request(WASM);
      String first = modules.load(request);
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(() -> loadOften(modules, request, first));
      loadOften(modules, request, first);
      other.get();
      assertThat(modules.stats().hits()).isEqualTo(2 * USES);
      assertThat(engine.loads).hasValue(1);
    }
  }

  private static void loadOften(ModuleCache<String> from, CompileRequest request, String expected) {
    for (int i = 0; i < USES; i++) {
      assertThat(from.load(request) == expected).isTrue();
    }
  }

  @Test
  void load_requestWhoseModuleWasForgotten_loadsItAgain() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      CompileRequest request = modules.request(WASM);
      List<Runnable> waysToForget =
          List.of(
              () -> modules.evict(request.key()),
              () -> modules.evict("mine"),
              modules::evictAll,
              modules::close);
      for (Runnable forget : waysToForget) {
        String named = modules.load("mine", () -> WASM);
        modules.pin("mine");
        assertThat(modules.load(request)).isSameAs(named);
        assertThat(modules.load(request)).isSameAs(named);
        forget.run();
        assertThat(modules.load(request)).isEqualTo("f").isNotSameAs(named);
      }
    }
  }

  @Test
  void load_requestOfTwoCaches_answersTheModuleOfEach() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache);
        ModuleCache<String> others = modules(cache)) {
      CompileRequest request = modules.request(WASM);
      String module = modules.load(request);
      String other = others.load(request);
      assertThat(other).isNotSameAs(module);
      for (int i = 0; i < 3; i++) {
        assertThat(modules.load(request)).isSameAs(module);
        assertThat(others.load(request)).isSameAs(other);
      }
    }
  }

  @Test
  void load_requestWhileOthersLoadIt_isNeverTheModuleThatWasEvicted() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    try (CompilationCache cache = CompilationCache.builder().memory(1_000_000).build();
        ModuleCache<String> modules = modules(cache)) {
      CompileRequest request = modules.request(WASM);
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(
              () -> {
                while (!ended.get()) {
                  modules.load(request);
                }
              });
      try {
        for (int i = 0; i < USES; i++) {
          String before = modules.load(request);
          modules.evict(request.key());
          assertThat(modules.load(request)).isNotSameAs(before);
        }
      } finally {
        ended.set(true);
      }
      other.get();
    }
  }

  @Test
  void load_requestThatIsKept_doesNotKeepTheModuleThatWasEvicted() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = ModuleCache.builder(engine, cache).build()) {
      CompileRequest request = modules.request(WASM);
      WeakReference<String> module = new WeakReference<>(modules.load(request));
      modules.load(request);
      modules.evict(request.key());
      assertThat(GarbageCollection.frees(() -> module.refersTo(null))).isTrue();
      assertThat(modules.load(request)).isEqualTo("f");
    }
  }

  @Test
  void load_requestUsedBetweenOthers_staysLivePastTheLimit() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules =
            ModuleCache.builder(engine, cache).maximumBytes(10_000).build()) {
      CompileRequest request = modules.request(WASM);
      String used = modules.load(request);
      for (int i = 0; i < 200; i++) {
        modules.load(ToyEngine.module("m" + i));
        assertThat(modules.load(request)).isSameAs(used);
      }
      Waiting.until(() -> modules.stats().bytes() <= 10_000);
      assertThat(modules.load(request)).isSameAs(used);
    }
  }

  @Test
  void load_afterRestart_comesFromDisk() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      modules.load(WASM);
    }
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      assertThat(modules.load(WASM)).isEqualTo("f");
      assertThat(engine.compiles).hasValue(1);
      assertThat(modules.stats().loads(Origin.DISK)).isEqualTo(1);
      assertThat(loads.get(1).compileTime()).isPositive();
    }
  }

  @Test
  void load_byName_asksForTheBytesOnceWhileItIsLive() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      assertThat(modules.load("mine", () -> WASM)).isEqualTo("f");
      assertThat(modules.load("mine", () -> fail("asked again"))).isEqualTo("f");
      modules.evict("mine");
      assertThat(modules.load("mine", () -> ToyEngine.module("g"))).isEqualTo("g");
      assertThat(loads).extracting(ModuleLoad::name).containsOnly(Optional.of("mine"));
    }
  }

  @Test
  void load_bytesCannotBeRead_saysOfWhichModule() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      assertThatThrownBy(
              () ->
                  modules.load(
                      "mine",
                      () -> {
                        throw new IOException("gone");
                      }))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("'mine'")
          .hasRootCauseMessage("gone");
      assertThat(modules.load("mine", () -> WASM)).isNotNull();
    }
  }

  @Test
  void loadAsync_notLive_loadsOnAnotherThread() throws Exception {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      AtomicReference<Thread> reader = new AtomicReference<>();
      String first =
          modules
              .loadAsync(
                  "mine",
                  () -> {
                    reader.set(Thread.currentThread());
                    return WASM;
                  })
              .toCompletableFuture()
              .get();
      assertThat(reader.get()).isNotSameAs(Thread.currentThread());
      assertThat(reader.get().isDaemon()).isTrue();
      CompletableFuture<String> live =
          modules.loadAsync("mine", () -> fail("it is live")).toCompletableFuture();
      assertThat(live.isDone()).isTrue();
      assertThat(live.get()).isSameAs(first);
      assertThat(modules.stats().hits()).isEqualTo(1);
    }
  }

  @Test
  void loadAsync_doesNotLoad_completesWithTheCause() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules =
            ModuleCache.builder(engine, cache).executor(Runnable::run).build()) {
      CompletableFuture<String> failed =
          modules
              .loadAsync(
                  "mine",
                  () -> {
                    throw new IOException("gone");
                  })
              .toCompletableFuture();
      assertThat(failed).isCompletedExceptionally();
      assertThatThrownBy(failed::join).hasRootCauseMessage("gone");
    }
  }

  @Test
  void replace_otherBytes_areWhatTheNameStandsFor() {
    byte[] other = ToyEngine.module("g");
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      String former = modules.load("mine", () -> WASM);
      String current = modules.replace("mine", other);
      assertThat(current).isNotEqualTo(former);
      assertThat(modules.load("mine", () -> fail("it is live"))).isSameAs(current);
      assertThat(modules.modules())
          .singleElement()
          .extracting(LiveModule::names)
          .isEqualTo(List.of("mine"));
    }
  }

  @Test
  void replace_formerHasAnotherName_staysLive() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      String former = modules.load("mine", () -> WASM);
      modules.load("other", () -> WASM);
      modules.replace("mine", ToyEngine.module("g"));
      assertThat(modules.load("other", () -> fail("it is live"))).isSameAs(former);
    }
  }

  @Test
  void replace_doesNotLoad_keepsTheFormer() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      String former = modules.load("mine", () -> WASM);
      assertThatThrownBy(() -> modules.replace("mine", new byte[] {1}))
          .isInstanceOf(RuntimeException.class);
      assertThat(modules.load("mine", () -> fail("it is live"))).isSameAs(former);
    }
  }

  @Test
  void load_nameTakenBackWhileItLoads_asksForTheBytesAgain() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      modules.load(
          "mine",
          () -> {
            modules.evict("mine");
            return WASM;
          });
      assertThat(modules.load("mine", () -> ToyEngine.module("g"))).isEqualTo("g");
    }
  }

  @Test
  void load_fileAndNameOfTheSameText_areTwoModules() throws Exception {
    Path file = Files.write(directory.resolve("f.wasm"), WASM);
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      modules.load(file);
      assertThat(modules.load(file.toString(), () -> ToyEngine.module("g"))).isEqualTo("g");
    }
  }

  @Test
  void load_file_answersTheModuleOfItsBytes() throws Exception {
    Path file = Files.write(directory.resolve("f.wasm"), WASM);
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      assertThat(modules.load(file)).isEqualTo("f");
      Files.write(file, ToyEngine.module("g"));
      assertThat(modules.load(file)).isEqualTo("g");
      assertThatThrownBy(() -> modules.load(directory.resolve("absent.wasm")))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("absent.wasm");
    }
  }

  @Test
  void J06_load_whatTheEngineRefuses_throwsItsExceptionAndCachesNothing() {
    byte[] text = "not wasm".getBytes(StandardCharsets.UTF_8);
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      for (int i = 1; i <= 2; i++) {
        assertThatThrownBy(() -> modules.load(text))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("not a module");
        assertThat(modules.stats().failures()).isEqualTo(i);
      }
      assertThat(cache.admin().keys(null, 10)).isEmpty();
    }
  }

  @Test
  void J05_load_entryThatDoesNotLoad_isDeletedThereAndTakenFromTheNextTier() {
    MapStore shared = new MapStore();
    CacheKey key = CompileRequest.of(WASM, engine.fingerprint()).key();
    try (CompilationCache good = CompilationCache.builder().shared(shared).build()) {
      good.put(key, ToyEngine.artifact("f"));
    }
    MapStore disk = new MapStore();
    try (CompilationCache bad = CompilationCache.builder().disk(disk).build()) {
      bad.put(key, Artifact.of("poison".getBytes(StandardCharsets.UTF_8)));
    }
    try (CompilationCache cache = CompilationCache.builder().disk(disk).shared(shared).build();
        ModuleCache<String> modules = modules(cache)) {
      assertThat(modules.load(WASM)).isEqualTo("f");
      assertThat(engine.compiles).hasValue(0);
      assertThat(loads).extracting(ModuleLoad::origin).containsExactly(Origin.SHARED);
      assertThat(cache.get(key)).contains(ToyEngine.artifact("f"));
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.STALE)).isEqualTo(1);
    }
  }

  @Test
  void J05_load_noTierHasOneThatLoads_compilesAndRepairs() {
    MapStore disk = new MapStore();
    CacheKey key = CompileRequest.of(WASM, engine.fingerprint()).key();
    try (CompilationCache cache = CompilationCache.builder().disk(disk).build();
        ModuleCache<String> modules = modules(cache)) {
      cache.put(key, Artifact.of("poison".getBytes(StandardCharsets.UTF_8)));
      assertThat(modules.load(WASM)).isEqualTo("f");
      assertThat(engine.compiles).hasValue(1);
      assertThat(cache.get(key)).contains(ToyEngine.artifact("f"));
    }
  }

  @Test
  void J05_load_overAnyImplementationOfTheCache_repairsToo() {
    MapStore disk = new MapStore();
    CacheKey key = CompileRequest.of(WASM, engine.fingerprint()).key();
    CompilationCache cache = new PlainCache(CompilationCache.builder().disk(disk).build());
    cache.put(key, Artifact.of("poison".getBytes(StandardCharsets.UTF_8)));
    try (ModuleCache<String> modules = modules(cache)) {
      assertThat(modules.load(WASM)).isEqualTo("f");
      modules.evictAll();
      assertThat(modules.load(WASM)).isEqualTo("f");
      assertThat(engine.compiles).hasValue(1);
    }
  }

  @Test
  void load_otherEngineVersion_isNeverServedTheOldArtifact() {
    ToyEngine newer = new ToyEngine("2");
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache);
        ModuleCache<String> newerModules = ModuleCache.builder(newer, cache).build()) {
      modules.load(WASM);
      newerModules.load(WASM);
      assertThat(newer.compiles).hasValue(1);
      CompileRequest request = modules.request(WASM);
      assertThatThrownBy(() -> newerModules.load(request))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void load_moreThanTheLimit_evictsWithoutBreakingWhatIsHeld() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules =
            ModuleCache.builder(engine, cache).maximumBytes(3_000).build()) {
      String held = modules.load(ToyEngine.module("m0"));
      for (int i = 1; i < 50; i++) {
        modules.load(ToyEngine.module("m" + i));
      }
      Waiting.until(() -> modules.stats().bytes() <= 3_000);
      assertThat(modules.stats().evictions()).isPositive();
      assertThat(held).isEqualTo("m0");
    }
  }

  @Test
  void pin_moreThanTheLimitIsLoadedAfterIt_staysLive() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules =
            ModuleCache.builder(engine, cache).maximumBytes(3_000).build()) {
      modules.load("kept", () -> WASM);
      assertThat(modules.pin("kept")).isTrue();
      for (int i = 0; i < 50; i++) {
        modules.load(ToyEngine.module("m" + i));
      }
      Waiting.until(() -> modules.stats().evictions() > 40);
      assertThat(modules.load("kept", () -> fail("not live"))).isEqualTo("f");
      assertThat(modules.modules())
          .filteredOn(LiveModule::pinned)
          .singleElement()
          .extracting(LiveModule::names)
          .isEqualTo(List.of("kept"));
    }
  }

  @Test
  void pin_evictedByHand_endsIt() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      modules.load("mine", () -> WASM);
      modules.pin("mine");
      modules.evict("mine");
      assertThat(modules.modules()).isEmpty();
      modules.load("mine", () -> WASM);
      assertThat(modules.modules()).singleElement().matches(module -> !module.pinned());
    }
  }

  @Test
  void pin_nothingOfThatName_answersFalse() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache);
        ModuleCache<String> none = ModuleCache.builder(engine, cache).maximumBytes(0).build()) {
      assertThat(modules.pin("mine")).isFalse();
      none.load("mine", () -> WASM);
      Waiting.until(() -> none.modules().isEmpty());
      assertThat(none.pin("mine")).isFalse();
    }
  }

  @Test
  void modules_live_areListedWithAllTheirNames() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      modules.load("b", () -> WASM);
      modules.load("a", () -> WASM);
      modules.load(ToyEngine.module("g"));
      CacheKey key = modules.request(WASM).key();
      assertThat(modules.modules()).hasSize(2);
      assertThat(modules.modules())
          .filteredOn(module -> module.key().equals(key))
          .singleElement()
          .satisfies(
              module -> {
                assertThat(module.names()).containsExactly("a", "b");
                assertThat(module.origin()).isEqualTo(Origin.COMPILED);
                assertThat(module.weight()).isEqualTo(1000);
                assertThat(module.compileTime()).isPositive();
                assertThat(module.pinned()).isFalse();
              });
      modules.evictAll();
      assertThat(modules.modules()).isEmpty();
    }
  }

  @Test
  void key_ofAName_isThatOfTheBytesItStandsFor() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache)) {
      assertThat(modules.key("mine")).isEmpty();
      modules.load("mine", () -> WASM);
      assertThat(modules.key("mine")).contains(modules.request(WASM).key());
      modules.evict("mine");
      assertThat(modules.key("mine")).isEmpty();
    }
  }

  @Test
  void load_fromDisk_doesNotKeepTheBytesInMemoryAsWell() {
    try (CompilationCache cache =
            CompilationCache.builder().memory(1_000_000).disk(store()).build();
        ModuleCache<String> modules = modules(cache)) {
      modules.load(WASM);
      assertThat(cache.stats().tier(Tier.MEMORY).writes(Outcome.STORED)).isZero();
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.STORED)).isEqualTo(1);
    }
  }

  @Test
  void load_withoutADisk_keepsTheBytesInMemory() {
    try (CompilationCache cache = CompilationCache.builder().memory(1_000_000).build();
        ModuleCache<String> modules = modules(cache)) {
      modules.load(WASM);
      modules.evictAll();
      modules.load(WASM);
      assertThat(engine.compiles).hasValue(1);
    }
  }

  @Test
  void load_bytesChangedWhileCompiling_isRefused() {
    byte[] changing = WASM.clone();
    MapStore disk =
        new MapStore() {
          @Override
          public Optional<StoredEntry> get(CacheKey key) {
            changing[4] = 'x';
            return Optional.empty();
          }
        };
    try (CompilationCache cache = CompilationCache.builder().disk(disk).build();
        ModuleCache<String> modules = modules(cache)) {
      assertThatThrownBy(() -> modules.load(changing))
          .isInstanceOf(ConcurrentModificationException.class);
      assertThat(disk.entries).isEmpty();
    }
  }

  @Test
  void J10_load_bytesChangedWhileAnArtifactLoads_isRefusedAndTheEntryStays() {
    byte[] changing = WASM.clone();
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache);
        ModuleCache<String> changed = changing(changing, cache)) {
      modules.load(WASM);
      assertThatThrownBy(() -> changed.load(changing))
          .isInstanceOf(ConcurrentModificationException.class);
      assertStays(modules);
    }
  }

  @Test
  void J10_load_bytesChangedAfterAnotherThreadFoundTheArtifact_isRefusedAndTheEntryStays()
      throws Exception {
    byte[] changing = WASM.clone();
    CountDownLatch found = new CountDownLatch(1);
    CountDownLatch joined = new CountDownLatch(1);
    ToyEngine slow =
        new ToyEngine() {
          @Override
          public String load(byte[] wasm, Artifact artifact) {
            found.countDown();
            await(joined);
            return super.load(wasm, artifact);
          }
        };
    try (CompilationCache cache = disk();
        ModuleCache<String> modules = modules(cache);
        ModuleCache<String> leading = ModuleCache.builder(slow, cache).build();
        ModuleCache<String> changed = changing(changing, cache)) {
      modules.load(WASM);
      CompletableFuture<String> leader = CompletableFuture.supplyAsync(() -> leading.load(WASM));
      await(found);
      FutureTask<String> follower = new FutureTask<>(() -> changed.load(changing));
      Thread thread = new Thread(follower);
      thread.start();
      Waiting.until(
          () ->
              thread.getState() == Thread.State.WAITING
                  || thread.getState() == Thread.State.TIMED_WAITING);
      joined.countDown();
      assertThatThrownBy(follower::get).hasCauseInstanceOf(ConcurrentModificationException.class);
      assertThat(leader.get()).isEqualTo("f");
      assertStays(modules);
    }
  }

  /** Makes modules whose bytes are written to while an artifact of them loads. */
  private static ModuleCache<String> changing(byte[] wasm, CompilationCache cache) {
    ToyEngine careful =
        new ToyEngine() {
          @Override
          public String load(byte[] loaded, Artifact artifact) {
            wasm[4] = 'x';
            throw new IllegalArgumentException("compiled from another module");
          }
        };
    return ModuleCache.builder(careful, cache).build();
  }

  private void assertStays(ModuleCache<String> modules) {
    modules.evictAll();
    assertThat(modules.load(WASM)).isEqualTo("f");
    assertThat(engine.compiles).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void load_failingListener_isNotThrown() {
    try (CompilationCache cache = disk();
        ModuleCache<String> modules =
            ModuleCache.builder(engine, cache)
                .listener(
                    load -> {
                      throw new IllegalStateException("listener");
                    })
                .build()) {
      assertThat(modules.load(WASM)).isEqualTo("f");
    }
  }

  @Test
  void close_twoCachesOverOne_doesNotTouchTheOther() {
    try (CompilationCache cache = disk();
        ModuleCache<String> other = modules(cache)) {
      ModuleCache<String> modules = modules(cache);
      String held = modules.load(WASM);
      modules.close();
      assertThat(held).isEqualTo("f");
      assertThat(other.load(WASM)).isEqualTo("f");
      assertThat(modules.load(WASM)).isEqualTo("f");
      assertThat(engine.compiles).hasValue(1);
    }
  }

  private ModuleCache<String> modules(CompilationCache cache) {
    return ModuleCache.builder(engine, cache).listener(loads::add).build();
  }

  private CompilationCache disk() {
    return CompilationCache.builder().disk(store()).build();
  }

  private DiskStore store() {
    return DiskStore.builder(directory.resolve("cache")).build();
  }
}
