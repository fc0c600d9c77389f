package dev.wasmcache.engine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The directory at the end of a JAR: names, sizes and checksums of all entries. Read in two reads,
 * where to open the JAR as such takes a fresh JVM some milliseconds.
 *
 * <pre>
 * jar   = … directory end
 * directory = entry*
 * entry = "PK\1\2" 12-bytes crc compressed-size size name-length extra-length comment-length
 *         12-bytes name extra comment
 * end   = "PK\5\6" 8-bytes size-of-directory offset-of-directory comment-length comment
 * </pre>
 *
 * Numbers are little endian, lengths have 16 bits and all else 32.
 */
final class JarDirectory {

  /** Is told of the entries. */
  interface Visitor {
    void visit(String name, long size, long checksum);
  }

  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int END_SIGNATURE = 0x06054b50;

  private static final int ENTRY_SIZE = 46;
  private static final int ENTRY_SIGNATURE = 0x02014b50;

  // Some thousand times what libraries have.
  private static final int LARGEST = 64 * 1024 * 1024;

  private JarDirectory() {}

  /**
   * Visits all entries.
   *
   * @throws IOException if the file cannot be read or is no JAR that this can read
   */
  static void visit(Path jar, Visitor visitor) throws IOException {
    ByteBuffer directory = ByteBuffer.wrap(read(jar)).order(ByteOrder.LITTLE_ENDIAN);
    while (directory.remaining() >= ENTRY_SIZE) {
      int start = directory.position();
      int nameLength = unsigned(directory.getShort(start + 28));
      int end =
          start
              + ENTRY_SIZE
              + nameLength
              + unsigned(directory.getShort(start + 30))
              + unsigned(directory.getShort(start + 32));
      if (directory.getInt(start) != ENTRY_SIGNATURE || end > directory.limit()) {
        throw new IOException("The directory of " + jar + " is not where it should be");
      }
      visitor.visit(
          new String(directory.array(), start + ENTRY_SIZE, nameLength, StandardCharsets.UTF_8),
          Integer.toUnsignedLong(directory.getInt(start + 24)),
          Integer.toUnsignedLong(directory.getInt(start + 16)));
      directory.position(end);
    }
  }

  private static int unsigned(short value) {
    return Short.toUnsignedInt(value);
  }

  private static byte[] read(Path jar) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(file.length(), END_SIZE + LONGEST_COMMENT)];
      long tailStart = file.length() - tail.length;
      file.seek(tailStart);
      file.readFully(tail);
      ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
      for (int position = tail.length - END_SIZE; position >= 0; position--) {
        if (end.getInt(position) == END_SIGNATURE) {
          return read(file, end.getInt(position + 12), tailStart + position);
        }
      }
    }
    throw new IOException(jar + " has no directory");
  }

  /** Reads what lies before the end: its offset is wrong where something was put before the JAR. */
  private static byte[] read(RandomAccessFile file, int size, long end) throws IOException {
    if (size < 0 || size > LARGEST || size > end) {
      throw new IOException("A directory of " + size + " bytes before " + end + " is impossible");
    }
    byte[] directory = new byte[size];
    file.seek(end - size);
    file.readFully(directory);
    return directory;
  }
}
