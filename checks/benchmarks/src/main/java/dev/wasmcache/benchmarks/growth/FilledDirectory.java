package dev.wasmcache.benchmarks.growth;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A cache directory with a given number of entries: some real entries, and empty files of the same
 * form, since only their number matters.
 */
final class FilledDirectory {

  private static final int FOLDERS = 256;
  private static final int REAL = 100;
  private static final int VALUE_SIZE = 4096;

  private final Path directory;
  private final int entries;
  private final List<CacheKey> keys = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);

  FilledDirectory(int entries) throws IOException {
    this.directory = WorkDirectory.empty("growth/" + entries).resolve("cache");
    this.entries = entries;
    if (entries > 0) {
      fill();
    }
  }

  private void fill() throws IOException {
    try (CompilationCache cache = open()) {
      for (int i = 0; i < REAL; i++) {
        CacheKey key = newKey();
        keys.add(key);
        cache.put(key, Artifact.of(new byte[VALUE_SIZE]));
      }
    }
    for (int folder = 0; folder < FOLDERS; folder++) {
      Files.createDirectories(directory.resolve("v1").resolve("%02x".formatted(folder)));
    }
    for (int i = REAL; i < entries; i++) {
      Files.createFile(file(newKey()));
    }
  }

  private Path file(CacheKey key) {
    String hex = key.toHex();
    return directory.resolve("v1/" + hex.substring(0, 2) + "/" + hex.substring(2) + ".wasmcache");
  }

  private CacheKey newKey() {
    byte[] bytes = new byte[CacheKey.LENGTH];
    random.nextBytes(bytes);
    return CacheKey.of(bytes);
  }

  int entries() {
    return entries;
  }

  CompilationCache open() {
    return CompilationCache.builder().disk(store()).build();
  }

  DiskStore store() {
    return DiskStore.builder(directory).build();
  }

  CacheKey key(int number) {
    return keys.get(number % keys.size());
  }

  /**
   * Writes a file of the size of an entry into one of the folders, with the same durability as an
   * entry.
   */
  void putBareFile(int number) throws IOException {
    Path folder = directory.resolve("v1").resolve("%02x".formatted(number % FOLDERS));
    Path temporary = folder.resolve("bare" + number + ".tmp");
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(VALUE_SIZE));
      channel.force(true);
    }
    Files.move(temporary, folder.resolve("bare" + number), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Adds an entry that has not been used for a year, the next one to be evicted. */
  Path addIdle() throws IOException {
    Path file = Files.createFile(file(newKey()));
    return Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(Duration.ofDays(365))));
  }
}
