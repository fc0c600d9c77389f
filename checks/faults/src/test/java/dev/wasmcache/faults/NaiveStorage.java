package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A storage without checks. A harness that finds no violation in it is useless. */
record NaiveStorage(Path directory, NaiveWay way) implements Storage {

  NaiveStorage {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path file(int number) {
    return directory.resolve(number + ".wasmcache");
  }

  @Override
  public boolean put(int number, byte[] body) throws IOException {
    return way.write(file(number), body);
  }

  @Override
  public Optional<byte[]> get(int number) throws IOException {
    return way.read(file(number));
  }

  @Override
  public void delete(int number) throws IOException {
    Files.deleteIfExists(file(number));
  }

  @Override
  public void collect() {}

  @Override
  public void close() {}
}
