package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Hands out what is there. A harness that finds nothing wrong with it finds nothing. */
record NaiveStorage(Path directory, Way way) implements Storage {

  enum Way {
    /** Writes to the final name. */
    IN_PLACE,
    /** Renames what has not been synced. */
    UNSYNCED,
    /** Believes that one write writes all. */
    ONE_WRITE
  }

  NaiveStorage {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Path file(int number) {
    return directory.resolve(Integer.toString(number));
  }

  @Override
  public boolean put(int number, byte[] body) throws IOException {
    switch (way) {
      case IN_PLACE -> Files.write(file(number), body);
      case UNSYNCED -> {
        Path temporary = Files.createTempFile(directory, "", ".tmp");
        Files.write(temporary, body);
        Files.move(temporary, file(number), StandardCopyOption.ATOMIC_MOVE);
      }
      case ONE_WRITE -> {
        try (FileChannel channel =
            FileChannel.open(file(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.wrap(body));
          channel.force(true);
        }
      }
    }
    return true;
  }

  @Override
  public Optional<byte[]> get(int number) throws IOException {
    return Files.exists(file(number))
        ? Optional.of(Files.readAllBytes(file(number)))
        : Optional.empty();
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
