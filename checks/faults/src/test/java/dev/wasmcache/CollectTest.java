package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.process.ChildJvm;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collectors with wrong clocks, with other collectors and with very many files. */
final class CollectTest {

  private static final int SIZE = 1_000;
  private static final int BLOCK = 4096;

  // The folders of very many entries, with all of their names.
  private static final int FOLDERS = 256 * BLOCK;

  // The files besides entries: the directories, the lock, and the list of evictions.
  private static final int BESIDES = 30 * BLOCK;

  // Other JVMs can only use the system's clock.
  private static final Instant NOW = Instant.now();

  @TempDir Path temporary;

  private Instant now = NOW;

  @Test
  void F19_use_clockOfAnyTime_losesNothingAndServes() throws IOException {
    makeEntries(100);
    try (DiskStore store =
            DiskStore.builder(directory())
                .maximumIdle(Duration.ofDays(30))
                .clock(() -> now)
                .build();
        CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      CacheKey key = Requests.of(1).key();
      Artifact artifact = Artifact.of(new byte[10]);
      for (int days : new int[] {-400, 0, 400, -20_000, 4_000, 0}) {
        now = NOW.plus(Duration.ofDays(days));
        cache.put(key, artifact);
        assertThat(cache.get(key)).contains(artifact);
        store.collect();
        assertThat(cache.get(key)).as("%d days", days).contains(artifact);
      }
      // The used entry makes the others idle at most, and only a tenth of those is evicted at a
      // time.
      assertThat(store.usage().entries()).isGreaterThan(100 / 2);
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.ERROR)).isZero();
    }
  }

  @Test
  void F19_collect_filesOfTheFuture_goesByTheLimitOnly() throws IOException {
    makeEntries(100);
    for (Path file : CacheFiles.entries(directory())) {
      Files.setLastModifiedTime(file, FileTime.from(NOW.plus(Duration.ofDays(400))));
    }
    try (DiskStore store = store(100 * 2 * BLOCK + BESIDES)) {
      store.collect();
      assertThat(store.usage().entries()).isEqualTo(100);
    }
    try (DiskStore store = store(50 * 2 * BLOCK + BESIDES)) {
      store.collect();
      assertThat(store.usage().entries()).isBetween(35L, 51L);
    }
  }

  @Test
  void F19_collectByTheClockAlone_isCaught() throws IOException {
    makeEntries(100);
    now = NOW.plus(Duration.ofDays(400));
    // The naive way: evicts entries that are older than a month.
    for (Path file : CacheFiles.entries(directory())) {
      Instant used = Files.getLastModifiedTime(file).toInstant();
      if (Duration.between(used, now).compareTo(Duration.ofDays(30)) > 0) {
        Files.delete(file);
      }
    }
    assertThat(CacheFiles.entries(directory())).isEmpty();
  }

  @Test
  void F20_collect_byThreeJvmsAtOnce_keepsTheNewestAndTheLimit() throws Exception {
    makeEntries(3_000);
    List<Process> jvms = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      outputs.add(temporary.resolve("output" + i));
      jvms.add(
          child("-Xmx64m", "collect", room(1_000), "30")
              .redirectOutput(outputs.get(i).toFile())
              .start());
    }
    for (int i = 0; i < 3; i++) {
      assertThat(jvms.get(i).waitFor(100, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(outputs.get(i))).contains("collected").doesNotContain("xception");
    }
    assertNewestAreLeft(3_000, 1_000);
  }

  @Test
  void F20_collectWithoutCare_isCaught() throws IOException {
    makeEntries(10);
    List<Path> one = CacheFiles.entries(directory());
    List<Path> other = CacheFiles.entries(directory());
    for (Path file : one) {
      Files.delete(file);
    }
    // The naive way: assumes that a listed file still exists.
    assertThatThrownBy(() -> Files.delete(other.get(0))).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void F21_collect_lockLostSilently_isRightAllTheSame() throws Exception {
    makeEntries(2_000);
    Process other = child("-Xmx64m", "collect", room(1_000), "50").start();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> loser =
        thread.submit(
            () -> {
              while (!done.get()) {
                loseLock();
              }
              return null;
            });
    try (DiskStore store = store(Integer.parseInt(room(1_000)));
        CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      CacheKey key = Requests.of(1).key();
      Artifact artifact = Artifact.of(new byte[10]);
      for (int i = 0; i < 50; i++) {
        store.collect();
        cache.put(key, artifact);
        assertThat(cache.get(key)).contains(artifact);
      }
      cache.delete(key);
    } finally {
      done.set(true);
      loser.get();
      thread.shutdown();
    }
    String output = new String(other.getInputStream().readAllBytes());
    assertThat(other.waitFor()).as(output).isZero();
    assertThat(output).contains("collected").doesNotContain("xception");
    assertNewestAreLeft(2_000, 1_000);
  }

  @Test
  void F21_lockLostSilently_isNotSeenByItsHolder() throws Exception {
    try (DiskStore store = store(SIZE)) {
      store.collect();
    }
    try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(ChildJvm.run(child("-Xmx64m", "lock"))).contains("held");
      loseLock();
      assertThat(lock.isValid()).as("what naive code would check").isTrue();
      assertThat(ChildJvm.run(child("-Xmx64m", "lock"))).contains("free");
    }
  }

  /** POSIX: closing any channel of a file releases every lock that the process holds on it. */
  private void loseLock() throws IOException {
    if (Files.exists(lockFile())) {
      FileChannel.open(lockFile(), StandardOpenOption.WRITE).close();
    }
  }

  private Path lockFile() {
    return directory().resolve("v1/.collector.lock");
  }

  @Test
  void F27_collect_veryManyFiles_needsLittleMemory() throws Exception {
    makeEntries(30_000);
    String limit = room(29_000);
    assertThatThrownBy(
            () -> ChildJvm.run(child("-Xmx16m", "naive", Integer.toString(29_000 * SIZE))))
        .as("all files in a list")
        .hasMessageContaining("OutOfMemoryError");
    String output = ChildJvm.run(child("-Xmx16m", "collect", limit, "1"));
    assertThat(output).contains("collected 1");
    assertNewestAreLeft(30_000, 29_000);
  }

  private void assertNewestAreLeft(int made, int limit) throws IOException {
    int left = CacheFiles.entries(directory()).size();
    assertThat(left).isBetween(limit * 7 / 10, limit);
    for (int i = made - left; i < made; i++) {
      assertThat(entry(i)).exists();
    }
  }

  /** Returns the limit with which so many entries are kept. */
  private static String room(int entries) {
    return Integer.toString(entries * BLOCK + FOLDERS + BESIDES);
  }

  /** Creates files with the names that a store uses, each used a second after the one before. */
  private void makeEntries(int count) throws IOException {
    store(SIZE).close();
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < 256; i++) {
      Files.createDirectories(entry(i).getParent());
    }
    for (int i = 0; i < count; i++) {
      Path file = Files.write(entry(i), bytes);
      Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(2)).plusSeconds(i)));
    }
  }

  private Path entry(int number) {
    String folder = HexFormat.of().toHexDigits((byte) number);
    String name = HexFormat.of().toHexDigits(number, 8).repeat(8).substring(2);
    return directory().resolve("v1/" + folder + "/" + name + ".wasmcache");
  }

  private Path directory() {
    // Long paths: a collector that holds all of them needs much more memory.
    return temporary.resolve("cache".repeat(40));
  }

  private DiskStore store(long maximumBytes) {
    return DiskStore.builder(directory()).maximumBytes(maximumBytes).clock(() -> now).build();
  }

  private ProcessBuilder child(String heap, String action, String... arguments) {
    return ChildJvm.of(
        CollectMain.class,
        List.of(heap),
        Stream.concat(Stream.of(action, directory().toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }
}
