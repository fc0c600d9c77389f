package dev.wasmcache;

/** Inputs to start with. */
final class Seeds {

  private Seeds() {}

  static byte[] with(byte[] bytes, int position, int value) {
    byte[] changed = bytes.clone();
    changed[position] = (byte) value;
    return changed;
  }
}
