package dev.wasmcache.engine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The directory at the end of a JAR: names, sizes and checksums of all entries. It takes two reads,
 * while opening the JAR takes a fresh JVM some milliseconds.
 *
 * <pre>
 * jar   = … directory end
 * directory = entry*
 * entry = "PK\1\2" 12-bytes crc compressed-size size name-length extra-length comment-length
 *         12-bytes name extra comment
 * end   = "PK\5\6" 8-bytes size-of-directory offset-of-directory comment-length comment
 * </pre>
 *
 * Numbers are little endian; lengths have 16 bits and all other numbers 32.
 */
final class JarDirectory {

  /** Receives the entries. */
  interface Visitor {
    void visit(String name, long size, long checksum);
  }

  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int END_SIGNATURE = 0x06054b50;

  private static final int ENTRY_SIZE = 46;
  private static final int ENTRY_SIGNATURE = 0x02014b50;

  // Some thousand times the size of a library's directory.
  private static final int LARGEST = 64 * 1024 * 1024;

  private JarDirectory() {}

  /**
   * Visits all entries.
   *
   * @throws IOException if the file cannot be read or is not a JAR in a supported form
   */
  static void visit(Path jar, Visitor visitor) throws IOException {
    byte[] directory = read(jar);
    int start = 0;
    while (start + ENTRY_SIZE <= directory.length) {
      int nameLength = number16(directory, start + 28);
      int end =
          start
              + ENTRY_SIZE
              + nameLength
              + number16(directory, start + 30)
              + number16(directory, start + 32);
      if (number32(directory, start) != ENTRY_SIGNATURE || end > directory.length) {
        throw new IOException(
            "The directory of " + jar + " is not at the position that its end states");
      }
      visitor.visit(
          new String(directory, start + ENTRY_SIZE, nameLength, StandardCharsets.UTF_8),
          Integer.toUnsignedLong(number32(directory, start + 24)),
          Integer.toUnsignedLong(number32(directory, start + 16)));
      start = end;
    }
  }

  // A buffer would take a dozen calls for each number, none of which is compiled yet.

  private static int number32(byte[] bytes, int at) {
    return number16(bytes, at) | number16(bytes, at + 2) << 16;
  }

  private static int number16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  private static byte[] read(Path jar) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(file.length(), END_SIZE + LONGEST_COMMENT)];
      long tailStart = file.length() - tail.length;
      file.seek(tailStart);
      file.readFully(tail);
      for (int position = tail.length - END_SIZE; position >= 0; position--) {
        if (number32(tail, position) == END_SIGNATURE) {
          return read(file, number32(tail, position + 12), tailStart + position);
        }
      }
    }
    throw new IOException(jar + " has no directory");
  }

  /** Reads the bytes before the end: its offset is wrong if something was prepended to the JAR. */
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
