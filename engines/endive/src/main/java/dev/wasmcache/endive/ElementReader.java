package dev.wasmcache.endive;

import dev.wasmcache.engine.WasmReader;
import java.util.ArrayList;
import java.util.List;
import run.endive.wasm.types.ActiveElement;
import run.endive.wasm.types.DeclarativeElement;
import run.endive.wasm.types.Element;
import run.endive.wasm.types.ElementSection;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.PassiveElement;
import run.endive.wasm.types.ValType;

/**
 * Reads the elements of a module's tables as Endive's parser does. For one section, and one thread.
 */
final class ElementReader {

  private static final int NOT_ACTIVE = 1;
  private static final int EXPLICIT = 2;
  private static final int EXPRESSIONS = 4;
  private static final int NO_ADDRESS = -1;

  private final WasmReader reader;
  private final InstructionReader instructions;
  private final Instruction end =
      new Instruction(NO_ADDRESS, OpCode.END, Instruction.EMPTY_OPERANDS);

  private ElementReader(WasmReader reader) {
    this.reader = reader;
    this.instructions = new InstructionReader(reader);
  }

  static ElementSection read(WasmReader reader) {
    ElementReader elements = new ElementReader(reader);
    ElementSection.Builder section = ElementSection.builder();
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      section.addElement(elements.readElement());
    }
    return section.build();
  }

  private Element readElement() {
    int flags = reader.readByte();
    boolean isActive = (flags & NOT_ACTIVE) == 0;
    boolean isExplicit = (flags & EXPLICIT) != 0;
    int table = isActive && isExplicit ? (int) reader.readNumber() : 0;
    List<Instruction> offset = isActive ? instructions.readExpression() : List.of();
    ValType type = readType(!isActive || isExplicit, (flags & EXPRESSIONS) != 0);
    List<List<Instruction>> values = readValues((flags & EXPRESSIONS) != 0);
    if (isActive) {
      return new ActiveElement(type, values, table, offset);
    }
    return isExplicit ? new DeclarativeElement(type, values) : new PassiveElement(type, values);
  }

  private ValType readType(boolean isStated, boolean hasExpressions) {
    if (hasExpressions) {
      return isStated ? ValueTypes.read(reader) : ValType.FuncRef;
    }
    if (isStated && reader.readByte() != 0) {
      throw new IllegalArgumentException("There are elements of an unknown kind");
    }
    return ValType.builder()
        .withOpcode(ValType.ID.Ref)
        .withTypeIdx(ValType.TypeIdxCode.FUNC.code())
        .build();
  }

  private List<List<Instruction>> readValues(boolean hasExpressions) {
    int count = reader.readLength();
    List<List<Instruction>> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(hasExpressions ? instructions.readExpression() : reference(reader.readNumber()));
    }
    return values;
  }

  private List<Instruction> reference(long function) {
    return List.of(new Instruction(NO_ADDRESS, OpCode.REF_FUNC, new long[] {function}), end);
  }
}
