package dev.wasmcache.endive;

import dev.wasmcache.engine.WasmReader;
import java.util.ArrayList;
import java.util.List;
import run.endive.wasm.types.ValType;

/** Reads the types of values that need no index of another type. Safe for concurrent use. */
final class ValueTypes {

  private ValueTypes() {}

  /** Reads a number of types and the types. */
  static List<ValType> readAll(WasmReader reader) {
    int count = reader.readLength();
    List<ValType> types = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      types.add(read(reader));
    }
    return types;
  }

  /**
   * Reads a type.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static ValType read(WasmReader reader) {
    return of((int) reader.readNumber());
  }

  static ValType of(int type) {
    return switch (type) {
      case ValType.ID.I32 -> ValType.I32;
      case ValType.ID.I64 -> ValType.I64;
      case ValType.ID.F32 -> ValType.F32;
      case ValType.ID.F64 -> ValType.F64;
      case ValType.ID.V128 -> ValType.V128;
      case ValType.ID.FuncRef -> ValType.FuncRef;
      case ValType.ID.ExternRef -> ValType.ExternRef;
      default -> throw new IllegalArgumentException("A value is of type " + type);
    };
  }
}
