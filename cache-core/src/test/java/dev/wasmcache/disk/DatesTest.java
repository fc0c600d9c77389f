package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.EvictionCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dates in the future, set by a clock that was wrong. */
final class DatesTest {

  private static final Instant NOW = Instant.now();
  private static final Instant AHEAD = NOW.plus(Duration.ofDays(400));
  private static final Artifact ARTIFACT = Artifact.of(new byte[1_000]);

  @TempDir Path temporary;

  private Instant now = NOW;

  @Test
  void F41_believed_anyDate_isNeverAfterNow() {
    assertThat(Dates.believed(NOW.minusSeconds(5), NOW)).isEqualTo(NOW.minusSeconds(5));
    assertThat(Dates.believed(NOW.plusSeconds(200), NOW)).as("a skew").isEqualTo(NOW);
    assertThat(Dates.believed(AHEAD, NOW)).isEqualTo(NOW.minus(Duration.ofHours(1)));
    assertThat(Dates.age(AHEAD, NOW)).isEqualTo(Duration.ofHours(1));
    assertThat(Dates.age(Instant.MIN, NOW)).isPositive();
  }

  @Test
  void F41_get_entryDatedAhead_isCorrected() throws IOException {
    try (CompilationCache cache = cache(store(1 << 20))) {
      cache.put(key(1), ARTIFACT);
      Path entry = layout().entry(key(1));
      date(entry, AHEAD);
      assertThat(cache.get(key(1))).contains(ARTIFACT);
      assertThat(dated(entry)).isEqualTo(millis(NOW));
      date(entry, NOW.plus(Duration.ofMinutes(4)));
      assertThat(cache.get(key(1))).contains(ARTIFACT);
      assertThat(dated(entry)).as("a skew").isEqualTo(millis(NOW.plus(Duration.ofMinutes(4))));
    }
  }

  @Test
  void F41_collect_entriesDatedAhead_growOldAsOthersDo() throws IOException {
    try (CompilationCache cache = cache(store(1 << 20))) {
      for (int i = 0; i < 12; i++) {
        cache.put(key(i), ARTIFACT);
        date(layout().entry(key(i)), AHEAD);
      }
      for (int i = 20; i < 26; i++) {
        cache.put(key(i), ARTIFACT);
        date(layout().entry(key(i)), NOW);
      }
    }
    // Another process, which has not served these entries.
    try (DiskStore next = store(30 * 4096)) {
      next.collect();
      for (int i = 20; i < 26; i++) {
        assertThat(layout().entry(key(i))).as("used since then, %d", i).exists();
      }
      int left = 0;
      for (int i = 0; i < 12; i++) {
        Path entry = layout().entry(key(i));
        left += Files.exists(entry) ? 1 : 0;
        assertThat(Files.exists(entry) ? dated(entry) : NOW).isBeforeOrEqualTo(NOW);
      }
      assertThat(left).isLessThan(12);
    }
  }

  @Test
  void F42_collect_noteDatedAhead_isKeptForAYearFromNowOnly() throws IOException {
    try (DiskStore store = store(1 << 20)) {
      store.putNote(key(1), new byte[10]);
      Path note = layout().note(key(1));
      date(note, NOW.plus(Duration.ofDays(4_000)));
      store.collect();
      assertThat(note).exists();
      assertThat(dated(note)).isBeforeOrEqualTo(NOW);
      now = NOW.plus(Duration.ofDays(366));
      store.collect();
      assertThat(note).doesNotExist();
    }
  }

  @Test
  void F43_collect_temporaryFileAndLockDatedAhead_areSweptByTheNextProcess() throws IOException {
    store(1 << 20).close();
    Path folder = Files.createDirectories(layout().folder(key(1)));
    Path temporaryFile = Files.createFile(folder.resolve(".0123456789abcdef.tmp"));
    Path lock = Files.createFile(layout().lease(key(1)));
    date(temporaryFile, AHEAD);
    date(lock, AHEAD);
    try (DiskStore one = store(1 << 20)) {
      one.collect();
      assertThat(temporaryFile).exists();
    }
    try (DiskStore next = store(1 << 20)) {
      next.collect();
    }
    assertThat(temporaryFile).doesNotExist();
    assertThat(lock).doesNotExist();
  }

  @Test
  void F44_tryLease_lockFileDatedAhead_isTaken() throws IOException {
    try (DiskStore store = store(1 << 20)) {
      Files.createDirectories(layout().folder(key(1)));
      date(Files.createFile(layout().lease(key(1))), AHEAD);
      assertThat(store.tryLease(key(1), Duration.ofSeconds(1))).isPresent();
    }
  }

  @Test
  void F45_eviction_notedInTheFuture_happenedNowAtTheLatest() throws IOException {
    DiskStore store = store(1 << 20);
    FileCalls files = new SystemFileCalls();
    TrustedFiles trusted = new TrustedFiles(files, Ownership.ofUser(), Setting.DIRECTORY);
    EvictionLog log = new EvictionLog(files, trusted, layout(), 1 << 20);
    log.add(Map.of(key(1), new Eviction(AHEAD, EvictionCause.SIZE)), AHEAD);
    assertThat(store.eviction(key(1)).orElseThrow().at()).isEqualTo(NOW);
    log.add(Map.of(key(2), new Eviction(NOW, EvictionCause.SIZE)), NOW);
    now = AHEAD.plus(Duration.ofDays(1));
    assertThat(store.eviction(key(1)).orElseThrow().at()).isEqualTo(millis(NOW));
    store.close();
  }

  @Test
  void F47_isPaused_begunWhenTheClockWasAhead_isOver() {
    assertThat(Recency.isPaused(NOW.minus(Duration.ofMinutes(59)), NOW)).isTrue();
    assertThat(Recency.isPaused(NOW.minus(Duration.ofMinutes(61)), NOW)).isFalse();
    assertThat(Recency.isPaused(AHEAD, NOW)).isFalse();
    assertThat(Recency.isPaused(Instant.MIN, NOW)).isFalse();
  }

  @Test
  void F48_isPast_collectedInTheFuture_isTrue() {
    assertThat(Collector.isPast(AHEAD, NOW)).isTrue();
    assertThat(Collector.isPast(NOW.minus(Duration.ofMinutes(59)), NOW)).isFalse();
    assertThat(Collector.isPast(NOW.minus(Duration.ofMinutes(61)), NOW)).isTrue();
    assertThat(Collector.isPast(Instant.MIN, NOW)).isTrue();
  }

  private DiskStore store(long maximumBytes) {
    return DiskStore.builder(temporary.resolve("cache"))
        .maximumBytes(maximumBytes)
        .clock(() -> now)
        .build();
  }

  private static CompilationCache cache(DiskStore store) {
    return CompilationCache.builder().disk(store).build();
  }

  private DiskLayout layout() {
    return new DiskLayout(temporary.resolve("cache"));
  }

  private static void date(Path file, Instant when) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(when));
  }

  private static Instant dated(Path file) throws IOException {
    return millis(Files.getLastModifiedTime(file).toInstant());
  }

  private static Instant millis(Instant instant) {
    return Instant.ofEpochMilli(instant.toEpochMilli());
  }

  private static CacheKey key(int number) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) number);
    return CacheKey.of(bytes);
  }
}
