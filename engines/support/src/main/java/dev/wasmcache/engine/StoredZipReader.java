package dev.wasmcache.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Iterates over the entries of a ZIP file that {@link StoredZipWriter} wrote, in a buffer. For one
 * thread.
 *
 * <pre>
 * zip   = entry* directory
 * entry = signature(4) version(2) flags(2) method(2) time(4) checksum(4) size(4) size(4)
 *         name-length(2) extra-length(2) name extra content        numbers are little endian
 * </pre>
 *
 * The directory is not read: it repeats the entries. Every length is compared with the available
 * bytes before it is used. Not the JDK's reader: that one copies each entry and costs more at a
 * first start.
 */
final class StoredZipReader {

  private static final int ENTRY = 0x04034b50;
  private static final int DIRECTORY = 0x02014b50;
  private static final int HEADER_SIZE = 30;
  private static final int STORED = 0;
  private static final int UTF_8_NAME = 1 << 11;

  private final ByteBuffer zip;
  private String name = "";
  private int checksum;
  private int contentStart;
  private int contentEnd;

  StoredZipReader(ByteBuffer zip) {
    this.zip = zip.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Moves to the next entry, if there is one.
   *
   * @throws IllegalArgumentException if the next bytes are neither an entry nor the directory
   */
  boolean next() {
    int header = contentEnd;
    require(zip.limit() - header >= Integer.BYTES, "cut short");
    if (zip.getInt(header) == DIRECTORY) {
      return false;
    }
    require(zip.getInt(header) == ENTRY, "not a ZIP file");
    require(zip.limit() - header >= HEADER_SIZE, "cut short");
    require((zip.getShort(header + 6) & ~UTF_8_NAME) == 0, "flagged with unsupported features");
    require(zip.getShort(header + 8) == STORED, "compressed");
    checksum = zip.getInt(header + 14);
    int size = zip.getInt(header + 18);
    require(size >= 0 && size == zip.getInt(header + 22), "of two sizes");
    int nameLength = Short.toUnsignedInt(zip.getShort(header + 26));
    int extraLength = Short.toUnsignedInt(zip.getShort(header + 28));
    long end = (long) header + HEADER_SIZE + nameLength + extraLength + size;
    require(end <= zip.limit(), "cut short");
    byte[] nameBytes = new byte[nameLength];
    zip.get(header + HEADER_SIZE, nameBytes);
    name = new String(nameBytes, StandardCharsets.UTF_8);
    contentEnd = (int) end;
    contentStart = contentEnd - size;
    return true;
  }

  String name() {
    return name;
  }

  /** Returns the content of the entry, without a copy. */
  ByteBuffer content() {
    return zip.slice(contentStart, contentEnd - contentStart);
  }

  /**
   * Returns a copy of the content of the entry.
   *
   * @throws IllegalArgumentException if its checksum is not the entry's
   */
  byte[] checkedContent() {
    byte[] content = new byte[contentEnd - contentStart];
    zip.get(contentStart, content);
    CRC32 actual = new CRC32();
    actual.update(content);
    require((int) actual.getValue() == checksum, "damaged");
    return content;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException("The artifact is " + otherwise);
    }
  }
}
