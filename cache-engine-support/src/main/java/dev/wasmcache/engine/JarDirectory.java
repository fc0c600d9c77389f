package dev.wasmcache.engine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The directory at the end of a JAR, as it lies there: names, sizes and checksums of all entries.
 * Read in two reads, where to open the JAR as such takes a fresh JVM some milliseconds.
 *
 * <pre>
 * jar = … directory end
 * end = "PK\5\6" 8-bytes size-of-directory (32 bits) offset-of-directory (32 bits) comment
 * </pre>
 *
 * Numbers are little endian.
 */
final class JarDirectory {

  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int SIGNATURE = 0x06054b50;

  // Some thousand times what libraries have.
  private static final int LARGEST = 64 * 1024 * 1024;

  private JarDirectory() {}

  /**
   * Answers the bytes of the directory.
   *
   * @throws IOException if the file cannot be read or is no JAR that this can read
   */
  static byte[] read(Path jar) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(file.length(), END_SIZE + LONGEST_COMMENT)];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
      ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
      for (int position = tail.length - END_SIZE; position >= 0; position--) {
        if (end.getInt(position) == SIGNATURE) {
          return read(file, end.getInt(position + 12), end.getInt(position + 16));
        }
      }
    }
    throw new IOException(jar + " has no directory");
  }

  private static byte[] read(RandomAccessFile file, int size, int offset) throws IOException {
    if (size < 0 || size > LARGEST || offset < 0 || (long) offset + size > file.length()) {
      throw new IOException("A directory of " + size + " bytes at " + offset + " is impossible");
    }
    byte[] directory = new byte[size];
    file.seek(offset);
    file.readFully(directory);
    return directory;
  }
}
