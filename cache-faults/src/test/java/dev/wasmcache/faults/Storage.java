package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What is put to the test: the product, or a way in which one would write it without thinking. */
interface Storage extends AutoCloseable {

  /** Answers whether it was stored. */
  boolean put(int number, byte[] body) throws IOException;

  Optional<byte[]> get(int number) throws IOException;

  void delete(int number) throws IOException;

  void collect() throws IOException;

  @Override
  void close() throws IOException;

  /**
   * Opens one.
   *
   * @param kind {@code product}, {@code impatient} for one with the default budget, or the name of
   *     a {@link NaiveWay}
   */
  static Storage open(String kind, Path directory) throws IOException {
    return switch (kind) {
      case "product" -> Product.open(directory);
      case "impatient" -> Product.openImpatient(directory);
      default -> new NaiveStorage(directory, NaiveWay.valueOf(kind));
    };
  }
}
