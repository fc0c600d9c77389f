package dev.wasmcache.sample.page;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Modules that an assembler's source would not show more clearly. */
final class Wasm {

  private Wasm() {}

  /** Returns a module with one function, which does nothing, exported under a name. */
  static byte[] exporting(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    module.writeBytes(new byte[] {1, 4, 1, 0x60, 0, 0}); // types: () -> ()
    module.writeBytes(new byte[] {3, 2, 1, 0}); // functions: of type 0
    module.writeBytes(new byte[] {7, (byte) (text.length + 4), 1, (byte) text.length}); // exports
    module.writeBytes(text);
    module.writeBytes(new byte[] {0, 0}); // function 0
    module.writeBytes(new byte[] {10, 4, 1, 2, 0, 0x0B}); // code: end
    return module.toByteArray();
  }
}
