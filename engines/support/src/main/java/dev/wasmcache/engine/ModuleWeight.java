package dev.wasmcache.engine;

import java.nio.ByteBuffer;

/**
 * Estimates the memory of a loaded module.
 *
 * <p>The factors are rounded from measurements of modules of 48 KB to 2.5 MB. Classes take 1.3 to
 * 1.7 times the size of the class files in metaspace. On the heap, data and custom sections stay
 * arrays of bytes, an instruction of one or two bytes becomes an object of about 50 bytes, and
 * entries of other sections, four bytes or so, become small objects.
 */
final class ModuleWeight {

  private static final double METASPACE_PER_CLASS_BYTE = 1.5;
  private static final long HEAP_PER_CODE_BYTE = 25;
  private static final long HEAP_PER_OTHER_BYTE = 8;

  private ModuleWeight() {}

  /**
   * @param module what the classes run with; empty if the bundle is of classes alone
   */
  static long of(Bundle bundle, byte[] module) {
    long classBytes = 0;
    for (ByteBuffer classFile : bundle.classes().values()) {
      classBytes += classFile.remaining();
    }
    long heap = bundle.bodies().length * HEAP_PER_CODE_BYTE;
    if (bundle.form() == ModuleForm.NONE) {
      return (long) (METASPACE_PER_CLASS_BYTE * classBytes);
    }
    for (WasmSection section : WasmSection.of(module)) {
      heap += (section.end() - section.start()) * heapPerByte(section.id());
    }
    return (long) (METASPACE_PER_CLASS_BYTE * classBytes) + heap;
  }

  private static long heapPerByte(int section) {
    return switch (section) {
      case WasmSection.CUSTOM, WasmSection.DATA -> 1;
      case WasmSection.CODE -> HEAP_PER_CODE_BYTE;
      default -> HEAP_PER_OTHER_BYTE;
    };
  }
}
