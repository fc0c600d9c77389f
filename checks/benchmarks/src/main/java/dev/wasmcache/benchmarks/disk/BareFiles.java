package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * One file per value and nothing else: the fastest known way to read a file into a new array, and
 * to replace a whole file. Checks nothing.
 */
final class BareFiles implements Store {

  private static final int SLICE = 128 * 1024;

  private final Path directory;
  private final boolean slices;
  private final boolean sync;

  /**
   * @param slices whether to read slice by slice, through a small buffer of the JDK, or with {@link
   *     Files#readAllBytes}
   * @param sync whether a put waits for the disk
   */
  BareFiles(Path directory, boolean slices, boolean sync) {
    this.directory = directory;
    this.slices = slices;
    this.sync = sync;
  }

  @Override
  public long get(CacheKey key) throws IOException {
    Path file = directory.resolve(key.toHex());
    if (!slices) {
      return Files.readAllBytes(file).length;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer value = ByteBuffer.allocate((int) channel.size());
      while (value.position() < value.capacity()) {
        value.limit(Math.min(value.capacity(), value.position() + SLICE));
        if (channel.read(value) < 0) {
          throw new IOException("The file has become shorter");
        }
      }
      return value.array().length;
    }
  }

  @Override
  public void put(CacheKey key, Value value) throws IOException {
    String name = key.toHex();
    Path temporary = directory.resolve(name + ".tmp");
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(value.bytes());
      while (bytes.position() < bytes.capacity()) {
        bytes.limit(Math.min(bytes.capacity(), bytes.position() + SLICE));
        channel.write(bytes);
      }
      if (sync) {
        channel.force(true);
      }
    }
    Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {}
}
