package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The storage under test: the product, or an implementation without precautions. */
interface Storage extends AutoCloseable {

  /** Returns whether it was stored. */
  boolean put(int number, byte[] body) throws IOException;

  Optional<byte[]> get(int number) throws IOException;

  void delete(int number) throws IOException;

  void collect() throws IOException;

  @Override
  void close() throws IOException;

  /**
   * Opens a storage.
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
