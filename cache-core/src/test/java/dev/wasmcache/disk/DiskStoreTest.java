package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskStoreTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final Artifact ARTIFACT = Artifact.of(new byte[1000]);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path temporary;

  private Instant now = NOW;

  @Test
  void put_always_writesOnePrivateFileNamedByItsKey() throws IOException {
    try (CompilationCache cache = cache(store())) {
      cache.put(KEY, ARTIFACT);
    }
    Path entry = directory().resolve("v1/ab/" + "ab".repeat(31) + ".wasmcache");
    assertThat(files()).containsExactly(entry);
    assertThat(permissions(entry)).isEqualTo("rw-------");
    for (Path folder = entry.getParent(); !folder.equals(temporary); folder = folder.getParent()) {
      assertThat(permissions(folder)).as(folder.toString()).isEqualTo("rwx------");
    }
    assertThat(Files.readString(directory().resolve("CACHEDIR.TAG"), StandardCharsets.US_ASCII))
        .startsWith("Signature: 8a477f597d28d172789f06886806bc55");
  }

  @Test
  void put_contentThatFails_leavesTheOldEntryAndNoFile() throws IOException {
    try (DiskStore store = store();
        CompilationCache cache = cache(store)) {
      cache.put(KEY, ARTIFACT);
      List<Path> before = files();
      assertThatThrownBy(
              () ->
                  store.put(
                      KEY,
                      new FixedContent(5_000) {
                        @Override
                        public void writeTo(Sink sink) throws IOException {
                          sink.write(0, new byte[100], 0, 100);
                          throw new IOException("the source failed");
                        }
                      }))
          .hasMessage("the source failed");
      assertThat(files()).isEqualTo(before);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
    }
  }

  @Test
  void get_fileChangedOnDisk_isAMissThatHeals() throws IOException {
    try (CompilationCache cache = cache(store())) {
      cache.put(KEY, ARTIFACT);
      Path entry = files().get(0);
      byte[] bytes = Files.readAllBytes(entry);
      bytes[bytes.length - 1] ^= 1;
      Files.write(entry, bytes);
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(entry).doesNotExist();
      cache.put(KEY, ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
    }
  }

  @Test
  void get_badEntryThatNobodyUsedForHours_isDeletedThoughItsUseIsNoted() throws IOException {
    now = Instant.now();
    try (CompilationCache cache = cache(store())) {
      cache.put(KEY, ARTIFACT);
      Path entry = files().get(0);
      byte[] bytes = Files.readAllBytes(entry);
      bytes[bytes.length - 1] ^= 1;
      Files.write(entry, bytes);
      used(KEY, now.minus(Duration.ofHours(3)));
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(entry).doesNotExist();
    }
  }

  @Test
  void D03_D06_get_linkOrPipeOrFolderInPlaceOfAnEntry_isAnErrorThatDoesNotWait() throws Exception {
    try (CompilationCache cache = cache(store())) {
      cache.put(KEY, ARTIFACT);
      Path entry = files().get(0);
      Path elsewhere = Files.move(entry, temporary.resolve("elsewhere"));
      Files.createSymbolicLink(entry, elsewhere);
      assertThat(cache.get(KEY)).isEmpty();
      Files.delete(entry);
      assertThat(new ProcessBuilder("mkfifo", entry.toString()).start().waitFor()).isZero();
      assertThat(cache.get(KEY)).isEmpty();
      Files.delete(entry);
      Files.createDirectory(entry);
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.ERROR)).isEqualTo(3);
      assertThat(elsewhere).exists();
    }
  }

  @Test
  void D03_put_linkInPlaceOfAnEntry_replacesTheLinkNotItsTarget() throws IOException {
    Path victim = Files.writeString(temporary.resolve("victim"), "precious");
    try (CompilationCache cache = cache(store())) {
      cache.put(KEY, ARTIFACT);
      Path entry = files().get(0);
      Files.delete(entry);
      Files.createSymbolicLink(entry, victim);
      cache.put(KEY, ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
    }
    assertThat(victim).hasContent("precious");
  }

  @Test
  void put_directoryDeletedWhileRunning_makesItAgain() throws IOException {
    try (CompilationCache cache = cache(store())) {
      cache.put(KEY, ARTIFACT);
      deleteTree(directory());
      assertThat(cache.get(KEY)).isEmpty();
      cache.put(KEY, ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(permissions(directory())).isEqualTo("rwx------");
    }
  }

  @Test
  void get_withinTheHour_leavesTheTimeOfUse() throws IOException {
    try (CompilationCache cache = cache(store())) {
      cache.put(KEY, ARTIFACT);
      Path entry = files().get(0);
      FileTime stored = FileTime.from(NOW);
      Files.setLastModifiedTime(entry, stored);
      now = NOW.plus(Duration.ofMinutes(59));
      cache.get(KEY);
      assertThat(Files.getLastModifiedTime(entry)).isEqualTo(stored);
      now = NOW.plus(Duration.ofMinutes(61));
      cache.admin().inspect(KEY);
      assertThat(Files.getLastModifiedTime(entry))
          .as("a lookup does not count as a use")
          .isEqualTo(stored);
      cache.get(KEY);
      assertThat(Files.getLastModifiedTime(entry)).isEqualTo(FileTime.from(now));
    }
  }

  @Test
  void collect_overTheLimit_evictsTheLeastRecentlyUsedDownToLowWater() throws IOException {
    try (CompilationCache cache = cache(store())) {
      for (int i = 0; i < 30; i++) {
        cache.put(key(i), ARTIFACT);
        used(key(i), NOW.plusSeconds(i));
      }
    }
    // An entry and its folder take two blocks.
    DiskStore store = DiskStore.builder(directory()).maximumBytes(40 * 4096).build();
    try (CompilationCache cache = cache(store)) {
      assertThat(store.collect()).isTrue();
      assertThat(store.usage().bytes()).isBetween(30 * 4096L, 34 * 4096L);
      long left = store.usage().entries();
      assertThat(store.usage().evictions().get(EvictionCause.SIZE)).isPositive();
      for (int i = 0; i < 30; i++) {
        assertThat(cache.get(key(i)).isPresent()).as("entry " + i).isEqualTo(i >= 30 - left);
      }
    }
  }

  @Test
  void collect_unusedForTooLong_evictsOnlyThose() throws IOException {
    now = Instant.now();
    try (CompilationCache cache = cache(store())) {
      cache.put(key(1), ARTIFACT);
      cache.put(key(2), ARTIFACT);
      used(key(1), now.minus(Duration.ofDays(31)));
    }
    try (DiskStore store = store()) {
      store.collect();
      assertThat(store.usage().evictions().get(EvictionCause.IDLE)).isEqualTo(1);
      assertThat(store.keys(null, 10)).containsExactly(key(2));
    }
  }

  @Test
  void collect_entryThatThisProcessServed_isNotIdle() throws IOException {
    try (DiskStore store = store();
        CompilationCache cache = cache(store)) {
      cache.put(key(1), ARTIFACT);
      used(key(1), NOW.minus(Duration.ofDays(31)));
      // Live in memory since then, and never read from disk again.
      cache.put(key(2), ARTIFACT);
      store.collect();
      assertThat(store.keys(null, 10)).containsExactly(key(1), key(2));
    }
  }

  @Test
  void collect_somethingElseWhereAFolderShouldBe_collectsTheOthers() throws IOException {
    try (CompilationCache cache = cache(store())) {
      for (int i = 0; i < 10; i++) {
        cache.put(key(i), ARTIFACT);
      }
    }
    Files.writeString(directory().resolve("v1/ff"), "x");
    try (DiskStore store = DiskStore.builder(directory()).maximumBytes(60_000).build()) {
      store.collect();
      assertThat(store.usage().bytes()).isBetween(1L, 60_000L);
      assertThat(store.usage().entries()).isBetween(1L, 5L);
      assertThat(store.keys(null, 10)).hasSize((int) store.usage().entries());
    }
  }

  @Test
  void collect_linkInPlaceOfAFolder_leavesWhatItPointsToAlone() throws IOException {
    Path other = temporary.resolve("other");
    try (DiskStore store = DiskStore.builder(other).build();
        CompilationCache cache = cache(store)) {
      cache.put(key(7), ARTIFACT);
    }
    try (DiskStore store = DiskStore.builder(directory()).maximumBytes(1).build()) {
      Files.createSymbolicLink(directory().resolve("v1/07"), other.resolve("v1/07"));
      store.collect();
      assertThat(store.usage().entries()).isZero();
      assertThat(store.keys(null, 10)).isEmpty();
    }
    try (CompilationCache cache = cache(DiskStore.builder(other).build())) {
      assertThat(cache.get(key(7))).isPresent();
    }
  }

  @Test
  void put_noThreadCanBeMade_storesAllTheSame() {
    DiskStore store =
        DiskStore.builder(directory())
            .threads(
                task -> {
                  throw new OutOfMemoryError("unable to create native thread");
                })
            .build();
    try (CompilationCache cache = cache(store)) {
      cache.put(KEY, ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.STORED)).isEqualTo(1);
    }
  }

  @Test
  void F19_collect_clockJumpedAheadAndBack_keepsEverything() throws IOException {
    DiskStore store = DiskStore.builder(directory()).clock(() -> now).build();
    try (CompilationCache cache = cache(store)) {
      cache.put(KEY, ARTIFACT);
      now = Instant.now().plus(Duration.ofDays(4000));
      store.collect();
      now = Instant.EPOCH;
      store.collect();
      assertThat(cache.get(KEY)).contains(ARTIFACT);
    }
  }

  @Test
  void collect_foreignFiles_areNotTouched() throws IOException {
    DiskStore store = DiskStore.builder(directory()).maximumBytes(1).clock(() -> now).build();
    Path folder = Files.createDirectories(directory().resolve("v1/ab"));
    List<Path> foreign =
        List.of(
            Files.writeString(directory().resolve("mine.txt"), "x"),
            Files.writeString(directory().resolve("v1/mine.wasmcache"), "x"),
            Files.writeString(folder.resolve("short.wasmcache"), "x"),
            Files.writeString(folder.resolve("mine.tmp"), "x"));
    now = Instant.now().plus(Duration.ofDays(400));
    store.collect();
    assertThat(foreign).allSatisfy(file -> assertThat(file).exists());
    store.close();
  }

  @Test
  void F18_collect_temporaryFilesOfKilledProcesses_areSweptAfterAnHour() throws IOException {
    DiskStore store = DiskStore.builder(directory()).clock(() -> now).build();
    Path old = temporaryFile(".0123456789abcdef.tmp", NOW.minus(Duration.ofMinutes(61)));
    Path fresh = temporaryFile(".fedcba9876543210.tmp", NOW.minus(Duration.ofMinutes(59)));
    store.collect();
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
    store.close();
  }

  @Test
  void F18_collect_temporaryFileDatedAhead_isSweptIfTheNextCollectionSeesItUnchanged()
      throws IOException {
    DiskStore store = DiskStore.builder(directory()).clock(() -> now).build();
    Path ahead = temporaryFile(".00000000000000ff.tmp", NOW.plus(Duration.ofDays(400)));
    Path written = temporaryFile(".00000000000000fe.tmp", NOW.plus(Duration.ofDays(400)));
    store.collect();
    assertThat(ahead).as("a host with another clock may be writing it").exists();
    Files.setLastModifiedTime(written, FileTime.from(NOW.plus(Duration.ofDays(401))));
    store.collect();
    assertThat(ahead).doesNotExist();
    assertThat(written).exists();
    store.close();
  }

  private Path temporaryFile(String name, Instant modified) throws IOException {
    Path folder = Files.createDirectories(directory().resolve("v1/ab"));
    Path file = Files.writeString(folder.resolve(name), "x");
    return Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  @Test
  void F20_collect_anotherStoreOfTheDirectoryWorks_countsItsEntriesToo() throws IOException {
    try (CompilationCache one = cache(store());
        DiskStore other = store()) {
      one.put(KEY, ARTIFACT);
      other.collect();
      assertThat(other.usage().entries()).isEqualTo(1);
      assertThat(other.usage().bytes()).isGreaterThan(1000);
    }
  }

  @Test
  void usage_beforeTheFirstScan_isUnknown() {
    try (DiskStore store = store()) {
      assertThat(store.usage().entries()).isEqualTo(-1);
      assertThat(store.usage().bytes()).isEqualTo(-1);
    }
  }

  @Test
  void put_lessFreeSpaceThanSet_isSkipped() {
    DiskStore store = DiskStore.builder(directory()).minimumFreeBytes(Long.MAX_VALUE / 2).build();
    try (CompilationCache cache = cache(store)) {
      cache.put(KEY, ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.SKIPPED)).isEqualTo(1);
    }
  }

  @Test
  void put_entryOverTheLimitOfTheTier_isTooLarge() {
    DiskStore store = DiskStore.builder(directory()).maximumBytes(999).build();
    try (CompilationCache cache = cache(store)) {
      cache.put(KEY, ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.TOO_LARGE)).isEqualTo(1);
    }
  }

  @Test
  void put_pastTheLimit_isCollectedByTheBackground() {
    DiskStore store = DiskStore.builder(directory()).maximumBytes(100_000).build();
    try (CompilationCache cache = cache(store)) {
      for (int i = 0; i < 40; i++) {
        cache.put(key(i), ARTIFACT);
      }
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> store.usage().bytes() >= 0 && store.usage().bytes() <= 100_000);
    }
  }

  private Path directory() {
    return temporary.resolve("parent/cache");
  }

  private DiskStore store() {
    return DiskStore.builder(directory()).clock(() -> now).build();
  }

  private static CompilationCache cache(DiskStore store) {
    return CompilationCache.builder().disk(store).build();
  }

  private static CacheKey key(int number) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) number);
    return CacheKey.of(bytes);
  }

  private void used(CacheKey key, Instant when) throws IOException {
    Files.setLastModifiedTime(new DiskLayout(directory()).entry(key), FileTime.from(when));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory().resolve("v1"))) {
      return files
          .filter(path -> !Files.isDirectory(path) && !path.toString().endsWith(".lock"))
          .toList();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
