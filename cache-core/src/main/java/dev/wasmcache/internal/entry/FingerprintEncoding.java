package dev.wasmcache.internal.entry;

import dev.wasmcache.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a {@link Fingerprint}: what is hashed into the key and stored in the entry.
 *
 * <pre>
 * fingerprint = engine engine-version count (name value)* target format-version generation
 * engine, engine-version, name, value, target = length UTF-8-bytes
 * count, length, format-version, generation   = 32 bits, big endian
 * </pre>
 *
 * Each text is preceded by its length, so that no two fingerprints have the same bytes.
 */
public final class FingerprintEncoding {

  private FingerprintEncoding() {}

  public static byte[] encode(Fingerprint fingerprint) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writeText(out, fingerprint.engine());
      writeText(out, fingerprint.engineVersion());
      out.writeInt(fingerprint.options().size());
      Map<String, String> options = fingerprint.options();
      // Not the entries: those of an unmodifiable map have three classes of their own.
      for (String name : options.keySet()) {
        writeText(out, name);
        writeText(out, options.get(name));
      }
      writeText(out, fingerprint.target());
      out.writeInt(fingerprint.formatVersion());
      out.writeInt(fingerprint.generation());
    } catch (IOException e) {
      throw new UncheckedIOException("A byte array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a fingerprint.
   *
   * @throws IllegalArgumentException if the bytes are not exactly what {@link #encode} makes of
   *     some fingerprint
   */
  public static Fingerprint decode(ByteBuffer bytes) {
    try {
      String engine = readText(bytes);
      String engineVersion = readText(bytes);
      Map<String, String> options = readOptions(bytes);
      String target = readText(bytes);
      Fingerprint fingerprint =
          new Fingerprint(engine, engineVersion, options, target, bytes.getInt(), bytes.getInt());
      if (bytes.hasRemaining()) {
        throw new IllegalArgumentException("Bytes are left after the fingerprint");
      }
      return fingerprint;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("The fingerprint is cut short", e);
    }
  }

  private static Map<String, String> readOptions(ByteBuffer bytes) {
    int count = bytes.getInt();
    if (count < 0) {
      throw new IllegalArgumentException("There cannot be " + count + " options");
    }
    TreeMap<String, String> options = new TreeMap<>();
    for (; count > 0; count--) {
      String name = readText(bytes);
      if (!options.isEmpty() && options.lastKey().compareTo(name) >= 0) {
        throw new IllegalArgumentException("The options are not sorted by name");
      }
      options.put(name, readText(bytes));
    }
    return options;
  }

  /** The encoded size, counted before anything is encoded. */
  public static int size(
      String engine, String engineVersion, Map<String, String> options, String target) {
    long size = 12L + textSize(engine) + textSize(engineVersion) + textSize(target);
    for (Map.Entry<String, String> option : options.entrySet()) {
      size += textSize(option.getKey()) + textSize(option.getValue());
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  private static long textSize(String text) {
    return 4L + text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException("A text of " + length + " bytes does not fit");
    }
    ByteBuffer text = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("A text is not UTF-8", e);
    }
  }
}
