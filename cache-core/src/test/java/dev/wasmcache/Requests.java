package dev.wasmcache;

import java.util.Map;

/** Requests for modules that differ in one byte. */
public final class Requests {

  static final Fingerprint FINGERPRINT =
      new Fingerprint("test", "1.0", Map.of("option", "value"), "any", 1, 0);

  private Requests() {}

  public static CompileRequest of(int module) {
    return CompileRequest.of(new byte[] {0, 'a', 's', 'm', (byte) module}, FINGERPRINT);
  }
}
