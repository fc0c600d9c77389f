package dev.wasmcache.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/** Makes class files refer to another class. Safe for concurrent use. */
public final class ClassReferences {

  private ClassReferences() {}

  /**
   * Returns class files with every reference to one class replaced. Those that do not refer to it
   * are kept as they are: most of them are large.
   *
   * @param classFiles by any name, which is kept
   * @param from the class that is referred to
   * @param to the class that has the constructors and methods that are called
   */
  public static Map<String, byte[]> replaced(
      Map<String, byte[]> classFiles, Class<?> from, Class<?> to) {
    SimpleRemapper names =
        new SimpleRemapper(Opcodes.ASM9, Type.getInternalName(from), Type.getInternalName(to));
    byte[] name = Type.getInternalName(from).getBytes(StandardCharsets.US_ASCII);
    Map<String, byte[]> replaced = new HashMap<>(classFiles);
    for (Map.Entry<String, byte[]> entry : classFiles.entrySet()) {
      if (!contains(entry.getValue(), name)) {
        continue;
      }
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(entry.getValue()).accept(new ClassRemapper(writer, names), 0);
      replaced.put(entry.getKey(), writer.toByteArray());
    }
    return replaced;
  }

  private static boolean contains(byte[] classFile, byte[] name) {
    for (int i = 0; i + name.length <= classFile.length; i++) {
      if (classFile[i] == name[0]
          && Arrays.equals(classFile, i, i + name.length, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }
}
