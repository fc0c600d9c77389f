package dev.wasmcache;

import dev.wasmcache.disk.DiskStore;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Uses a cache whose parts fail, and prints the resources that it holds before and after. */
final class LeakMain {

  private static final int KEYS = 40;
  private static final int LARGEST = 100_000;

  private final Path directory;
  private final Random random;
  private final Consumer<StoredEntry> closer;

  private LeakMain(Path directory, Random random, Consumer<StoredEntry> closer) {
    this.directory = directory;
    this.random = random;
    this.closer = closer;
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    boolean naive = arguments[1].equals("naive");
    Random random = new Random(Long.parseLong(arguments[2]));
    List<StoredEntry> kept = new ArrayList<>();
    LeakMain main = new LeakMain(directory, random, naive ? kept::add : LeakMain::close);
    main.run(1_000);
    System.out.println("before " + main.held());
    main.run(Integer.parseInt(arguments[3]));
    System.out.println("after " + main.held());
    System.out.println("kept " + kept.size());
  }

  private static void close(StoredEntry entry) {
    try {
      entry.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens and closes the cache occasionally. */
  private void run(int operations) throws IOException {
    for (int done = 0; done < operations; done += 100) {
      DiskStore disk = DiskStore.builder(directory).maximumBytes(KEYS * LARGEST / 8).build();
      UnreliableStore store = new UnreliableStore(disk, random, closer);
      try (CompilationCache cache =
          CompilationCache.builder().memory(LARGEST).disk(store).build()) {
        for (int i = 0; i < 100; i++) {
          operate(cache, disk);
        }
      }
    }
  }

  private void operate(CompilationCache cache, DiskStore disk) throws IOException {
    CompileRequest request = Requests.of(random.nextInt(KEYS));
    Artifact artifact = Artifact.of(Bodies.random(random.nextLong(), random.nextInt(LARGEST)));
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> cache.put(request.key(), artifact);
      case 3 ->
          // Every other time, the stream has a different length than announced.
          cache.put(
              request.key(),
              Artifact.of(
                  new ByteArrayInputStream(artifact.bytes()), artifact.size() + random.nextInt(2)));
      case 4, 5, 6 -> cache.getOrCompile(request, asked -> artifact);
      case 7 -> disk.collect();
      case 8, 9, 10 -> damage(request.key());
      case 11 -> tryToDelete(cache, request.key());
      case 12, 13 -> cache.admin().inspect(request.key());
      default -> cache.get(request.key());
    }
  }

  private static void tryToDelete(CompilationCache cache, CacheKey key) {
    try {
      cache.delete(key);
    } catch (RuntimeException e) {
      // Reports that the store failed.
    }
  }

  private void damage(CacheKey key) throws IOException {
    String hex = key.toHex();
    Path entry =
        directory.resolve("v1/" + hex.substring(0, 2) + "/" + hex.substring(2) + ".wasmcache");
    try {
      byte[] bytes = Files.readAllBytes(entry);
      int position = random.nextInt(bytes.length + 1);
      if (random.nextBoolean() && position < bytes.length) {
        bytes[position] ^= 1;
      } else {
        bytes = Arrays.copyOf(bytes, position);
      }
      Files.write(entry, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (NoSuchFileException e) {
      // Missing, or just evicted.
    }
  }

  /** The resources that a leak would increase. */
  private String held() throws IOException, InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("wasm-cache-")) {
        thread.join(30_000);
      }
    }
    System.gc();
    String[] descriptors = new File("/proc/self/fd").list();
    long direct = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getMemoryUsed();
    }
    return String.join(
        " ",
        Integer.toString(descriptors == null ? -1 : descriptors.length),
        Long.toString(
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wasm-cache-"))
                .count()),
        Integer.toString(CacheFiles.temporary(directory).size()),
        Long.toString(direct));
  }
}
