package dev.wasmcache.simulated;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/**
 * Replaces names of classes in a class file: wherever its constants name one class, they name
 * another afterwards, in code, types and descriptors alike.
 */
final class ClassNames {

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  private final Map<String, String> names;
  private final Set<String> refused;

  /**
   * @param names internal names, such as {@code java/lang/Thread}
   * @param refused those of classes in which a thread would wait unseen
   */
  ClassNames(Map<String, String> names, Set<String> refused) {
    this.names = names;
    this.refused = refused;
  }

  /**
   * @throws IllegalStateException if the class uses one that is refused
   */
  byte[] replace(String className, byte[] classFile) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length + 1000);
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(in.readInt());
      out.writeInt(in.readInt());
      int count = in.readUnsignedShort();
      out.writeShort(count);
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == UTF8) {
          String constant = in.readUTF();
          if (refused.contains(constant)) {
            throw new IllegalStateException(
                className + " uses " + constant + ", in which the simulation sees no thread wait");
          }
          out.writeUTF(replaced(constant));
        } else {
          out.write(in.readNBytes(length(tag)));
          if (tag == LONG || tag == DOUBLE) {
            i++;
          }
        }
      }
      out.write(in.readAllBytes());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int length(int tag) {
    return switch (tag) {
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case LONG, DOUBLE -> 8;
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      default -> throw new IllegalArgumentException("No constant of a class file: " + tag);
    };
  }

  private String replaced(String constant) {
    String whole = names.get(constant);
    if (whole != null) {
      return whole;
    }
    if (constant.indexOf(';') < 0) {
      return constant;
    }
    String text = constant;
    for (Map.Entry<String, String> name : names.entrySet()) {
      if (text.contains(name.getKey())) {
        text = text.replace("L" + name.getKey() + ";", "L" + name.getValue() + ";");
      }
    }
    return text;
  }
}
