package dev.wasmcache.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A class that can be defined, but whose code the JVM's verifier refuses when it is linked. */
final class UnverifiableClass {

  private static final int MAGIC = 0xcafebabe;
  private static final int JAVA_17 = 61;
  private static final int PUBLIC_STATIC = 0x0009;
  private static final byte[] RETURNS_AN_INT_IT_DOES_NOT_HAVE = {(byte) 0xac};

  private UnverifiableClass() {}

  /**
   * @param name the binary name
   */
  static byte[] bytes(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(JAVA_17);
      out.writeShort(8);
      utf8(out, name.replace('.', '/')); // 1
      classOf(out, 1); // 2
      utf8(out, "java/lang/Object"); // 3
      classOf(out, 3); // 4
      utf8(out, "method"); // 5
      utf8(out, "()V"); // 6
      utf8(out, "Code"); // 7
      shorts(out, PUBLIC_STATIC, 2, 4, 0, 0);
      shorts(out, 1, PUBLIC_STATIC, 5, 6, 1);
      out.writeShort(7);
      out.writeInt(12 + RETURNS_AN_INT_IT_DOES_NOT_HAVE.length);
      shorts(out, 1, 0);
      out.writeInt(RETURNS_AN_INT_IT_DOES_NOT_HAVE.length);
      out.write(RETURNS_AN_INT_IT_DOES_NOT_HAVE);
      shorts(out, 0, 0);
      out.writeShort(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void utf8(DataOutputStream out, String text) throws IOException {
    out.writeByte(1);
    out.writeUTF(text);
  }

  private static void classOf(DataOutputStream out, int name) throws IOException {
    out.writeByte(7);
    out.writeShort(name);
  }

  private static void shorts(DataOutputStream out, int... values) throws IOException {
    for (int value : values) {
      out.writeShort(value);
    }
  }
}
