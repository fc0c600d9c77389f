package dev.wasmcache.endive;

import java.nio.ByteBuffer;

/**
 * Estimates what a module that is loaded takes.
 *
 * <p>Metaspace is 1.2 to 1.7 times the size of the class files, as measured on modules of 48 KB to
 * 2.4 MB.
 */
final class ModuleWeight {

  private static final double METASPACE_PER_CLASS_BYTE = 1.5;
  private static final double HEAP_PER_MODULE_BYTE = 4;

  private ModuleWeight() {}

  static long of(Bundle bundle) {
    long classBytes = 0;
    for (ByteBuffer classFile : bundle.classes().values()) {
      classBytes += classFile.remaining();
    }
    return 1
        + (long) (METASPACE_PER_CLASS_BYTE * classBytes)
        + (long) (HEAP_PER_MODULE_BYTE * bundle.module().length);
  }
}
