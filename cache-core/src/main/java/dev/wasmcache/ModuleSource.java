package dev.wasmcache;

import java.io.IOException;

/** Where the bytes of a module come from, such as a file or a resource. */
@FunctionalInterface
public interface ModuleSource {

  /**
   * Reads the module. The array belongs to the caller.
   *
   * @throws IOException if it cannot be read
   */
  byte[] read() throws IOException;
}
