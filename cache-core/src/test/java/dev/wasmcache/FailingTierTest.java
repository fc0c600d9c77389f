package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A store that fails its first, second, third … call, until an operation meets no failure: no
 * failure reaches the caller, and nothing wrong is handed out.
 */
final class FailingTierTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(5, 2_000));
  private static final int ENOUGH = 1_000;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void getOrCompile_nthCallFails_answersTheArtifact(boolean persistent) {
    untilNothingFails(
        persistent,
        (cache, store) ->
            assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void get_nthCallFails_answersTheArtifactOrNothing(boolean persistent) {
    untilNothingFails(
        persistent,
        (cache, store) ->
            assertThat(cache.get(REQUEST.key()).orElse(ARTIFACT)).isEqualTo(ARTIFACT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void get_badEntryAndNthCallFails_answersNothing(boolean persistent) {
    untilNothingFails(
        persistent,
        (cache, store) -> {
          byte[] bad = Arrays.copyOf(store.entries.get(REQUEST.key()), 700);
          store.entries.put(REQUEST.key(), bad);
          assertThat(cache.get(REQUEST.key())).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void put_nthCallFails_isDropped(boolean persistent) {
    untilNothingFails(persistent, (cache, store) -> cache.put(REQUEST.key(), ARTIFACT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void load_nthCallFails_answersTheModule(boolean persistent) {
    untilNothingFails(
        persistent,
        (cache, store) -> {
          try (ModuleCache<String> modules = ModuleCache.builder(new ToyEngine(), cache).build()) {
            assertThat(modules.load(ToyEngine.module("f"))).isEqualTo("f");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void close_nthCallFails_isNotThrown(boolean persistent) {
    untilNothingFails(persistent, (cache, store) -> cache.close());
  }

  @Test
  void delete_storeFails_saysSo() {
    FailingStore store = new FailingStore(new MapStore(), 1, false);
    CompilationCache cache = CompilationCache.builder().disk(store).build();
    assertThatThrownBy(() -> cache.delete(REQUEST.key())).isInstanceOf(UncheckedIOException.class);
    cache.delete(REQUEST.key());
  }

  @Test
  void clear_storeCannotListItsKeys_saysSo() {
    CompilationCache cache = CompilationCache.builder().disk(new UnlistableStore()).build();
    assertThatThrownBy(cache.admin()::clear)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("disk");
    assertThat(cache.admin().keys(null, 10)).isEmpty();
  }

  @Test
  void stats_storeCannotSayWhatItHolds_answersUnknown() {
    CompilationCache cache = CompilationCache.builder().disk(new UnlistableStore()).build();
    assertThat(cache.stats().tier(Tier.DISK).usage()).isEqualTo(StoreUsage.UNKNOWN);
  }

  @Test
  void get_naiveCache_letsTheFailureThrough() {
    // The harness is only useful if it finds an unprotected cache.
    FailingStore store = new FailingStore(new MapStore(), 1, false);
    assertThatThrownBy(() -> store.get(REQUEST.key())).isInstanceOf(IOException.class);
  }

  private interface Operation {
    void run(CompilationCache cache, MapStore store);
  }

  private static void untilNothingFails(boolean persistent, Operation operation) {
    for (int failAt = 1; failAt < ENOUGH; failAt++) {
      MapStore map = new MapStore();
      CompilationCache before = CompilationCache.builder().disk(map).build();
      before.getOrCompile(REQUEST, request -> ARTIFACT);
      FailingStore failing = new FailingStore(map, failAt, persistent);
      CompilationCache cache = CompilationCache.builder().disk(failing).build();
      operation.run(cache, map);
      if (!failing.failed()) {
        assertThat(failAt).as("calls that were made to fail").isGreaterThan(1);
        return;
      }
      // The fault is gone: the same store works again, without a restart.
      assertThat(before.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
      assertThat(before.get(REQUEST.key())).contains(ARTIFACT);
    }
    throw new AssertionError("no end after " + ENOUGH + " calls");
  }

  private static final class UnlistableStore extends MapStore {
    @Override
    public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
      throw new IOException("not now");
    }

    @Override
    public StoreUsage usage() {
      throw new IllegalStateException("not now");
    }
  }
}
