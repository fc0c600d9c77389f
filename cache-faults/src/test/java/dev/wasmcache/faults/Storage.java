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

  /** Opens one: {@code product}, or a {@link NaiveStorage}. */
  static Storage open(String kind, Path directory) throws IOException {
    return kind.equals("product")
        ? Product.open(directory)
        : new NaiveStorage(directory, NaiveStorage.Way.valueOf(kind));
  }
}
