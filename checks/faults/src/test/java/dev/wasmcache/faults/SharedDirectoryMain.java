package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * Works at random in a directory that other processes may use too, and prints its operations:
 * {@code begin NUMBER SEED} before a put, {@code stored NUMBER SEED} after it, {@code hit NUMBER
 * SEED}, and {@code WRONG} when it gets content that was not put under that number.
 */
final class SharedDirectoryMain {

  static final int KEYS = 12;

  private static final int LARGEST = 200_000;
  private static final long MAXIMUM_BYTES = (long) KEYS * LARGEST / 4;

  private final String kind;
  private final Path directory;
  private final boolean keeping;
  private final Random random;
  private Storage storage;

  private SharedDirectoryMain(String kind, Path directory, boolean keeping, long seed)
      throws IOException {
    this.kind = kind;
    this.directory = directory;
    this.keeping = keeping;
    this.random = new Random(seed);
    this.storage = open();
  }

  /**
   * @param arguments the kind of storage; its directory; {@code share} for all operations of a
   *     cache, {@code keep} for puts alone, after which every entry must exist; the seed; the
   *     duration in seconds
   */
  public static void main(String[] arguments) throws IOException {
    SharedDirectoryMain main =
        new SharedDirectoryMain(
            arguments[0],
            Path.of(arguments[1]),
            arguments[2].equals("keep"),
            Long.parseLong(arguments[3]));
    long duration = Duration.ofSeconds(Long.parseLong(arguments[4])).toNanos();
    for (long start = System.nanoTime(); System.nanoTime() - start < duration; ) {
      main.step();
    }
    main.storage.close();
    System.out.println("done");
  }

  private Storage open() throws IOException {
    return kind.equals("product") && !keeping
        ? Product.open(directory, MAXIMUM_BYTES)
        : Storage.open(kind, directory);
  }

  private void step() throws IOException {
    int number = random.nextInt(KEYS);
    int operation = keeping ? 0 : random.nextInt(100);
    if (operation < 45) {
      put(number, random.nextLong());
    } else if (operation < 90) {
      get(number);
    } else if (operation < 97) {
      storage.delete(number);
    } else if (operation < 99) {
      storage.collect();
    } else {
      storage.close();
      storage = open();
    }
  }

  private void put(int number, long seed) throws IOException {
    byte[] body = Entries.body(number, seed, random.nextInt(LARGEST));
    System.out.println("begin " + number + " " + seed);
    if (storage.put(number, body)) {
      System.out.println("stored " + number + " " + seed);
    }
  }

  private void get(int number) throws IOException {
    Optional<byte[]> body = storage.get(number);
    if (body.isPresent()) {
      Optional<Long> seed = Entries.seed(number, body.get());
      System.out.println(seed.isPresent() ? "hit " + number + " " + seed.get() : "WRONG " + number);
    }
  }
}
