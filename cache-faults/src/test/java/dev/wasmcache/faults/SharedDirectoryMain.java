package dev.wasmcache.faults;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * Puts, gets, deletes, collects and reopens at random in a directory that others use too, and says
 * so when it is handed out anything that nobody has put there.
 */
final class SharedDirectoryMain {

  private static final int KEYS = 12;
  private static final int LARGEST = 200_000;

  private SharedDirectoryMain() {}

  /** What is tried: the product, or the way that one would write it without thinking. */
  private interface Storage extends AutoCloseable {
    void put(CacheKey key, byte[] body) throws IOException;

    Optional<byte[]> get(CacheKey key) throws IOException;

    void delete(CacheKey key) throws IOException;

    void collect() throws IOException;

    @Override
    void close() throws IOException;
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    boolean naive = arguments[1].equals("naive");
    Random random = new Random(Long.parseLong(arguments[2]));
    int operations = Integer.parseInt(arguments[3]);
    Storage storage = naive ? new Naive(directory) : new Product(directory);
    long hits = 0;
    for (int i = 0; i < operations; i++) {
      int number = random.nextInt(KEYS);
      CacheKey key = key(number);
      int operation = random.nextInt(100);
      if (operation < 45) {
        storage.put(key, body(number, random));
      } else if (operation < 90) {
        Optional<byte[]> body = storage.get(key);
        hits += body.isPresent() ? 1 : 0;
        if (body.isPresent() && !right(number, body.get())) {
          System.out.println("WRONG " + number + " of " + body.get().length + " bytes");
        }
      } else if (operation < 97) {
        storage.delete(key);
      } else if (operation < 99) {
        storage.collect();
      } else {
        storage.close();
        storage = naive ? new Naive(directory) : new Product(directory);
      }
    }
    storage.close();
    System.out.println("done " + hits);
  }

  static CacheKey key(int number) {
    byte[] bytes = new byte[CacheKey.LENGTH];
    Arrays.fill(bytes, (byte) number);
    return CacheKey.of(bytes);
  }

  /** A body that says whose it is and how it goes on. */
  private static byte[] body(int number, Random random) {
    long seed = random.nextLong();
    byte[] body = new byte[16 + random.nextInt(LARGEST)];
    fill(number, seed, body);
    return body;
  }

  private static boolean right(int number, byte[] body) {
    if (body.length < 16) {
      return false;
    }
    byte[] expected = new byte[body.length];
    fill(number, ByteBuffer.wrap(body).getLong(8), expected);
    return Arrays.equals(body, expected);
  }

  private static void fill(int number, long seed, byte[] body) {
    new Random(seed).nextBytes(body);
    ByteBuffer.wrap(body).putLong(number).putLong(seed);
  }

  private static final class Product implements Storage {
    private final DiskStore store;
    private final CompilationCache cache;

    private Product(Path directory) {
      store = DiskStore.builder(directory).maximumBytes(KEYS * LARGEST / 4).build();
      cache = CompilationCache.builder().disk(store).build();
    }

    @Override
    public void put(CacheKey key, byte[] body) {
      cache.put(key, Artifact.of(body));
    }

    @Override
    public Optional<byte[]> get(CacheKey key) {
      return cache.get(key).map(Artifact::bytes);
    }

    @Override
    public void delete(CacheKey key) {
      cache.delete(key);
    }

    @Override
    public void collect() throws IOException {
      store.collect();
    }

    @Override
    public void close() {
      cache.close();
    }
  }

  /** Writes to the final name and hands out what is there. */
  private record Naive(Path directory) implements Storage {
    @Override
    public void put(CacheKey key, byte[] body) throws IOException {
      Files.createDirectories(directory);
      Files.write(directory.resolve(key.toHex()), body);
    }

    @Override
    public Optional<byte[]> get(CacheKey key) throws IOException {
      Path file = directory.resolve(key.toHex());
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    @Override
    public void delete(CacheKey key) throws IOException {
      Files.deleteIfExists(directory.resolve(key.toHex()));
    }

    @Override
    public void collect() {}

    @Override
    public void close() {}
  }
}
