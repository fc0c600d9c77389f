package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Lease;
import dev.wasmcache.Requests;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pipes, sockets, devices, links and directories under each name that the store opens. None is
 * opened, so that no thread waits for its other end, and work continues.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SpecialFilesTest {

  private static final int SIZE = 10_000;
  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact ARTIFACT = Artifact.of(new byte[SIZE]);

  @TempDir Path temporary;

  private Instant now = Instant.now();

  @ParameterizedTest
  @EnumSource
  void D25_collect_noFileUnderTheNameOfItsLock_isReplacedAndItCollects(SpecialFile kind)
      throws Exception {
    try (DiskStore store = store(5 * SIZE);
        CompilationCache cache = cache(store)) {
      putTen(cache);
      kind.createInPlaceOf(layout().collectorLock());
      assertThat(store.collect()).isTrue();
      assertThat(store.usage().bytes()).isBetween(1L, 5L * SIZE);
      assertThat(layout().collectorLock()).isRegularFile();
    }
  }

  @Test
  void D25_collect_directoryWithFilesUnderTheNameOfItsLock_collectsWithoutTheLock()
      throws Exception {
    try (DiskStore store = store(5 * SIZE);
        CompilationCache cache = cache(store)) {
      putTen(cache);
      Path file = layout().collectorLock().resolve("file");
      Files.createDirectory(file.getParent());
      Files.writeString(file, "precious");
      assertThat(store.collect()).isTrue();
      assertThat(store.usage().bytes()).isBetween(1L, 5L * SIZE);
      assertThat(file).hasContent("precious");
    }
  }

  @ParameterizedTest
  @EnumSource
  void D26_tryLease_noFileUnderTheNameOfALock_isReplacedAndLent(SpecialFile kind) throws Exception {
    try (DiskStore store = store(100 * SIZE);
        DiskStore other = store(100 * SIZE)) {
      store.tryLease(KEY, Duration.ofSeconds(9)).orElseThrow().close();
      kind.create(layout().lease(KEY));
      Lease lease = store.tryLease(KEY, Duration.ofSeconds(9)).orElseThrow();
      assertThat(other.tryLease(KEY, Duration.ofSeconds(9))).isEmpty();
      lease.close();
      assertThat(layout().lease(KEY)).doesNotExist();
    }
  }

  @Test
  void D26_getOrCompile_pipesUnderTheNamesOfAllLocks_holdsNoThread() throws Exception {
    try (DiskStore store = store(100 * SIZE);
        CompilationCache cache = cache(store)) {
      for (int module = 0; module < 70; module++) {
        CacheKey key = Requests.of(module).key();
        store.tryLease(key, Duration.ofSeconds(9)).orElseThrow().close();
        SpecialFile.PIPE.create(layout().lease(key));
      }
      for (int module = 0; module < 70; module++) {
        assertThat(cache.getOrCompile(Requests.of(module), request -> ARTIFACT))
            .isEqualTo(ARTIFACT);
      }
      assertThat(Thread.getAllStackTraces().entrySet())
          .filteredOn(thread -> thread.getKey().getName().startsWith("wasm-cache-disk-"))
          .allSatisfy(
              thread ->
                  assertThat(thread.getValue())
                      .noneMatch(frame -> frame.getClassName().contains("SystemFileCalls")));
      for (int module = 0; module < 70; module++) {
        assertThat(cache.get(Requests.of(module).key())).contains(ARTIFACT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void D27_getOrCompile_noFileUnderTheNameOfAnEntry_compilesAndReplacesIt(SpecialFile kind)
      throws Exception {
    try (CompilationCache cache = cache(store(100 * SIZE))) {
      cache.put(KEY, ARTIFACT);
      kind.createInPlaceOf(layout().entry(KEY));
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.ERROR)).isEqualTo(1);
      assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(layout().entry(KEY)).isRegularFile();
    }
  }

  @ParameterizedTest
  @EnumSource
  void D27_note_noFileUnderItsName_isNoneAndReplaced(SpecialFile kind) throws Exception {
    try (DiskStore store = store(100 * SIZE)) {
      store.putNote(KEY, new byte[] {1});
      kind.createInPlaceOf(layout().note(KEY));
      assertThat(store.note(KEY)).isEmpty();
      store.putNote(KEY, new byte[] {2});
      assertThat(store.note(KEY)).contains(new byte[] {2});
    }
  }

  @ParameterizedTest
  @EnumSource
  void D27_eviction_noFileUnderTheNameOfTheList_isNoneAndReplaced(SpecialFile kind)
      throws Exception {
    try (DiskStore store = store(5 * SIZE);
        CompilationCache cache = cache(store)) {
      putTen(cache);
      kind.createInPlaceOf(layout().evictionLog());
      CacheKey oldest = Requests.of(0).key();
      assertThat(store.eviction(oldest)).isEmpty();
      store.collect();
      assertThat(store.eviction(oldest)).isPresent();
      assertThat(layout().evictionLog()).isRegularFile();
    }
  }

  @ParameterizedTest
  @EnumSource
  void D27_build_noFileUnderTheNameOfTheTag_isReplaced(SpecialFile kind) throws Exception {
    store(SIZE).close();
    Path tag = directory().resolve("CACHEDIR.TAG");
    kind.createInPlaceOf(tag);
    store(SIZE).close();
    assertThat(tag).isRegularFile();
    assertThat(Files.readString(tag)).startsWith("Signature: ");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"DIRECTORY"})
  void D28_use_noDirectoryUnderTheNameOfAFolder_isAMissAndOnlyLinksAreLeft(SpecialFile kind)
      throws Exception {
    try (DiskStore store = store(100 * SIZE);
        CompilationCache cache = cache(store)) {
      cache.put(KEY, ARTIFACT);
      Path folder = layout().folder(KEY);
      Files.delete(layout().entry(KEY));
      kind.createInPlaceOf(folder);
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(store.keys(null, 10)).isEmpty();
      assertThat(store.collect()).isTrue();
      assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
      if (Files.isSymbolicLink(folder)) {
        assertThat(cache.get(KEY)).isEmpty();
      } else {
        assertThat(cache.get(KEY)).contains(ARTIFACT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"DIRECTORY"})
  void D28_build_noDirectoryUnderItsNames_isRefused(SpecialFile kind) throws Exception {
    store(SIZE).close();
    Files.delete(directory().resolve("v1"));
    kind.create(directory().resolve("v1"));
    assertThatThrownBy(() -> store(SIZE)).isInstanceOf(CacheDirectoryException.class);
    assertThatThrownBy(() -> DiskLayer.open(List.of(directory())))
        .isInstanceOf(CacheDirectoryException.class);
    Path other = temporary.resolve("other");
    kind.create(other);
    if (kind != SpecialFile.DANGLING_LINK) {
      assertThatThrownBy(() -> DiskStore.builder(other).build())
          .isInstanceOf(CacheDirectoryException.class);
    }
    assertThatThrownBy(() -> DiskLayer.open(List.of(other)))
        .isInstanceOf(CacheDirectoryException.class);
  }

  @ParameterizedTest
  @EnumSource
  void D27_get_noFilesUnderTheNamesOfALayer_isAMissAndTheyStay(SpecialFile kind) throws Exception {
    try (DiskStore store = store(100 * SIZE);
        CompilationCache cache = cache(store)) {
      cache.put(KEY, ARTIFACT);
      store.putNote(KEY, new byte[] {1});
    }
    kind.createInPlaceOf(layout().entry(KEY));
    kind.createInPlaceOf(layout().note(KEY));
    DiskLayer layer = DiskLayer.open(List.of(directory()));
    try (CompilationCache cache = CompilationCache.builder().layer(layer).build()) {
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.LAYER).requests(Outcome.ERROR)).isEqualTo(1);
      assertThat(layer.note(KEY)).isEmpty();
    }
    assertThat(Files.isRegularFile(layout().entry(KEY))).isFalse();
  }

  /** Each one is used a minute after the one before, in the order of their modules. */
  private void putTen(CompilationCache cache) throws IOException {
    for (int module = 0; module < 10; module++) {
      CacheKey key = Requests.of(module).key();
      cache.put(key, ARTIFACT);
      Files.setLastModifiedTime(
          layout().entry(key), FileTime.from(now.minus(Duration.ofMinutes(50 - module))));
    }
    // Entries that this process has served do not count as old.
    now = now.plusSeconds(1);
  }

  private DiskStore store(long maximumBytes) {
    return DiskStore.builder(directory())
        .maximumBytes(maximumBytes)
        .minimumFreeBytes(0)
        .clock(() -> now)
        // No background, which would collect before the test does.
        .threads(task -> new Thread(() -> {}))
        .build();
  }

  private static CompilationCache cache(DiskStore store) {
    return CompilationCache.builder().disk(store).build();
  }

  private Path directory() {
    return temporary.resolve("cache");
  }

  private DiskLayout layout() {
    return new DiskLayout(directory());
  }
}
