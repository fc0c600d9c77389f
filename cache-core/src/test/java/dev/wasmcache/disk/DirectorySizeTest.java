package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the directory takes on its volume, as {@code du} measures it. */
final class DirectorySizeTest {

  private static final long MEGABYTE = 1024 * 1024;

  @TempDir Path temporary;

  @Test
  void F36_getOrCompile_thousandsOfModulesAndAMegabyte_keepsTheLimit() throws Exception {
    try (DiskStore store = DiskStore.builder(directory()).maximumBytes(MEGABYTE).build();
        CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      Artifact artifact = Artifact.of(new byte[100]);
      for (int i = 0; i < 1_500; i++) {
        cache.getOrCompile(request(i), request -> artifact);
      }
      store.collect();
      assertThat(diskUsage(directory())).isLessThanOrEqualTo(MEGABYTE);
      assertThat(store.usage().bytes()).isBetween(MEGABYTE / 2, MEGABYTE);
      assertThat(store.usage().entries()).as("not all are evicted").isGreaterThan(20);
      assertThat(notes()).as("nor are all notes").isBetween(1L, 32L);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void F36_collect_anyMixOfFiles_keepsTheLimit(long seed) throws Exception {
    Random random = new Random(seed);
    long limit = MEGABYTE * (1 + random.nextInt(4));
    DiskStore.builder(directory()).build().close();
    int count = 1_500 + random.nextInt(1_000);
    for (int i = 0; i < count; i++) {
      randomFile(random);
    }
    assertThat(diskUsage(directory())).isGreaterThan(limit);
    try (DiskStore store = DiskStore.builder(directory()).maximumBytes(limit).build()) {
      store.collect();
      assertThat(diskUsage(directory())).isLessThanOrEqualTo(limit);
      assertThat(store.usage().bytes()).isLessThanOrEqualTo(limit);
    }
  }

  /** An entry, a note, or what a killed process leaves, of any size and date. */
  private void randomFile(Random random) throws IOException {
    byte[] key = new byte[32];
    random.nextBytes(key);
    String hex = HexFormat.of().formatHex(key);
    Path folder = Files.createDirectories(directory().resolve("v1/" + hex.substring(0, 2)));
    String rest = hex.substring(2);
    String name =
        switch (random.nextInt(4)) {
          case 0 -> rest + ".note";
          case 1 -> "." + hex.substring(0, 16) + ".tmp";
          case 2 -> "." + rest + ".lock";
          default -> rest + ".wasmcache";
        };
    int size = name.endsWith(".lock") ? 0 : 1 << random.nextInt(16);
    Path file = Files.write(folder.resolve(name), new byte[size]);
    Instant date = Instant.now().minusSeconds(random.nextInt(10_000_000) - 1_000_000L);
    if (random.nextBoolean()) {
      Files.setLastModifiedTime(file, FileTime.from(date));
    }
  }

  @Test
  void F37_usage_afterACollection_isNearlyWhatDuSays() throws Exception {
    try (DiskStore store = DiskStore.builder(directory()).build();
        CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      Random random = new Random(1);
      for (int i = 0; i < 300; i++) {
        Artifact artifact = Artifact.of(new byte[random.nextInt(60_000)]);
        cache.getOrCompile(request(i), request -> artifact);
      }
      long counted = store.usage().bytes();
      assertThat(counted).as("before the first scan").isEqualTo(-1);
      store.collect();
      long measured = diskUsage(directory());
      // A tenth, for file systems that pack small files, and for empty files.
      assertThat(store.usage().bytes()).isBetween(measured * 9 / 10, measured * 11 / 10);
      assertThat(store.usage()).isEqualTo(cache.stats().tier(Tier.DISK).usage());
    }
  }

  @Test
  void F37_put_replacesAndDeletes_countsAsAScanDoes() throws Exception {
    try (DiskStore store = DiskStore.builder(directory()).build();
        CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      store.collect();
      for (int i = 0; i < 50; i++) {
        int size = 1_000 * i;
        cache.put(request(i % 30).key(), Artifact.of(new byte[size]));
        cache.getOrCompile(request(100 + i), request -> Artifact.of(new byte[size]));
      }
      for (int i = 0; i < 10; i++) {
        cache.delete(request(i).key());
      }
      long counted = store.usage().bytes();
      long entries = store.usage().entries();
      store.collect();
      // Folders that have become empty are counted until they are removed.
      assertThat(store.usage().entries()).isEqualTo(entries);
      assertThat(counted - store.usage().bytes()).isBetween(0L, 10 * 4096L);
    }
  }

  @Test
  void F38_collect_foldersThatAreEmpty_areRemoved() throws Exception {
    try (DiskStore store = DiskStore.builder(directory()).build();
        CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      for (int i = 0; i < 50; i++) {
        cache.put(request(i).key(), Artifact.of(new byte[10]));
      }
      cache.admin().clear();
      store.collect();
      try (Stream<Path> children = Files.list(directory().resolve("v1"))) {
        assertThat(children.filter(Files::isDirectory)).isEmpty();
      }
      cache.put(request(1).key(), Artifact.of(new byte[10]));
      assertThat(cache.get(request(1).key())).isPresent();
    }
  }

  @Test
  void F38_put_foldersRemovedAllTheTime_storesAll() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger removed = new AtomicInteger();
    Thread remover =
        new Thread(
            () -> {
              while (!done.get()) {
                for (int i = 0; i < 4; i++) {
                  // As a collector does: the deletion fails if the folder has a file.
                  removed.addAndGet(directory().resolve("v1/0" + i).toFile().delete() ? 1 : 0);
                }
                // Hundreds of times as often as collectors run, but with pauses.
                LockSupport.parkNanos(100_000);
              }
            });
    try (DiskStore store = DiskStore.builder(directory()).build();
        CompilationCache cache =
            CompilationCache.builder().disk(store).timeout(Duration.ZERO).build()) {
      remover.start();
      for (int i = 0; i < 300; i++) {
        CacheKey key =
            CacheKey.parse("0" + i % 4 + HexFormat.of().toHexDigits(i).repeat(8).substring(2));
        cache.put(key, Artifact.of(new byte[10]));
        store.tryLease(key, Duration.ofSeconds(1)).orElseThrow().close();
        store.putNote(key, new byte[10]);
        assertThat(cache.get(key)).isPresent();
        cache.delete(key);
        Files.delete(new DiskLayout(directory()).note(key));
      }
    } finally {
      done.set(true);
      remover.join();
    }
    assertThat(removed).hasPositiveValue();
  }

  @Test
  void F39_close_processesOfSeconds_keepTheLimitTogether() throws Exception {
    // Each of them writes little, and none lives until the background collects.
    for (int process = 0; process < 40; process++) {
      Path lock = directory().resolve("v1/.collector.lock");
      if (Files.exists(lock)) {
        anHourPasses(lock);
      }
      try (DiskStore store = DiskStore.builder(directory()).maximumBytes(MEGABYTE).build()) {
        store.put(request(process).key(), new FixedContent(100_000));
      }
    }
    assertThat(diskUsage(directory())).isLessThanOrEqualTo(MEGABYTE);
  }

  @Test
  void F48_close_collectedInTheFuture_isCollectedAllTheSame() throws Exception {
    fill(20);
    Path lock = Files.createFile(directory().resolve("v1/.collector.lock"));
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().plus(Duration.ofDays(400))));
    try (DiskStore store = DiskStore.builder(directory()).maximumBytes(MEGABYTE).build()) {
      store.put(request(99).key(), new FixedContent(100_000));
    }
    assertThat(diskUsage(directory())).isLessThanOrEqualTo(MEGABYTE);
    assertThat(Files.getLastModifiedTime(lock).toInstant()).isBefore(Instant.now().plusSeconds(60));
  }

  private void fill(int entries) throws IOException {
    try (DiskStore store = DiskStore.builder(directory()).build()) {
      for (int i = 0; i < entries; i++) {
        store.put(request(i).key(), new FixedContent(100_000));
      }
    }
    Files.deleteIfExists(directory().resolve("v1/.collector.lock"));
  }

  private static void anHourPasses(Path lock) throws IOException {
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
  }

  @Test
  void F40_collect_evictsThousands_keepsALogThatFits() throws Exception {
    try (DiskStore store = DiskStore.builder(directory()).build()) {
      for (int i = 0; i < 400; i++) {
        store.put(request(i).key(), new FixedContent(10));
      }
    }
    try (DiskStore store = DiskStore.builder(directory()).maximumBytes(MEGABYTE).build()) {
      store.collect();
    }
    assertThat(Files.size(directory().resolve("v1/.evictions"))).isBetween(90L, MEGABYTE / 64);
    assertThat(diskUsage(directory())).isLessThanOrEqualTo(MEGABYTE);
  }

  private long notes() throws IOException {
    try (Stream<Path> files = Files.walk(directory())) {
      return files.filter(file -> file.toString().endsWith(".note")).count();
    }
  }

  private static CompileRequest request(int number) {
    byte[] module = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    return CompileRequest.of(module, new Fingerprint("test", "1.0", Map.of(), "any", 1, 0));
  }

  private Path directory() {
    return temporary.resolve("cache");
  }

  private static long diskUsage(Path directory) throws Exception {
    Process du;
    try {
      du = new ProcessBuilder("du", "-s", "--block-size=1", directory.toString()).start();
    } catch (IOException e) {
      assumeTrue(false, "there is no du");
      throw e;
    }
    String output = new String(du.getInputStream().readAllBytes());
    assertThat(du.waitFor()).isZero();
    return Long.parseLong(output.substring(0, output.indexOf('\t')));
  }
}
