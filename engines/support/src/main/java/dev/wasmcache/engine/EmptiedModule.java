package dev.wasmcache.engine;

import java.util.Arrays;
import java.util.List;

/**
 * The result of {@link ModuleEmptier}, taken apart for the engine's parser, so that the parser does
 * not parse the same empty body thousands of times. Its bytes must not be changed by its holders.
 */
public final class EmptiedModule {

  /**
   * The size in bytes; three bytes follow: no local variables, {@code unreachable}, {@code end}.
   */
  static final byte[] EMPTY_BODY = {3, 0, 0x00, 0x0b};

  private final byte[] wasm;
  private final List<WasmSection> sections;
  private final WasmWriter keptBodies = new WasmWriter(1024);
  private int functionCount;
  private int[] keptFunctions = {};

  private EmptiedModule(byte[] wasm) {
    this.wasm = wasm;
    this.sections = WasmSection.of(wasm);
  }

  /**
   * Takes a module apart.
   *
   * @throws IllegalArgumentException if its lengths are inconsistent
   */
  public static EmptiedModule read(byte[] wasm) {
    EmptiedModule module = new EmptiedModule(wasm);
    for (WasmSection section : module.sections) {
      if (section.id() == WasmSection.CODE) {
        module.readCode(section);
      }
    }
    return module;
  }

  private void readCode(WasmSection code) {
    WasmReader reader = code.reader();
    functionCount = reader.readLength();
    int[] kept = new int[functionCount];
    int count = 0;
    for (int i = 0; i < functionCount; i++) {
      int start = reader.position();
      reader.skip(reader.readLength());
      if (!Arrays.equals(wasm, start, reader.position(), EMPTY_BODY, 0, EMPTY_BODY.length)) {
        kept[count++] = i;
        keptBodies.writeRange(wasm, start, reader.position());
      }
    }
    keptFunctions = Arrays.copyOf(kept, count);
  }

  /** Returns a module with everything except the code. */
  public byte[] withoutCode() {
    WasmWriter module = new WasmWriter(wasm.length);
    module.writeRange(wasm, 0, WasmSection.PREAMBLE);
    for (WasmSection section : sections) {
      if (section.id() != WasmSection.CODE) {
        module.writeSection(section);
      }
    }
    return module.toBytes();
  }

  /** Returns how many functions have a body, empty or not. */
  public int functionCount() {
    return functionCount;
  }

  /** Returns which of the functions with a body kept it, ascending; the first is 0. */
  public int[] keptFunctions() {
    return keptFunctions;
  }

  /** Returns a module with only the kept bodies and the types that they refer to. */
  public byte[] keptCode() {
    byte[] bodies = keptBodies.toBytes();
    WasmWriter module = new WasmWriter(bodies.length + 1024);
    module.writeRange(wasm, 0, WasmSection.PREAMBLE);
    for (WasmSection section : sections) {
      if (section.id() == WasmSection.TYPE) {
        module.writeSection(section);
      }
    }
    WasmWriter code = new WasmWriter(bodies.length + 8);
    code.writeNumber(keptFunctions.length).writeRange(bodies, 0, bodies.length);
    return module.writeSection(WasmSection.CODE, code.toBytes()).toBytes();
  }
}
