package dev.wasmcache.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.ActiveElement;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.CustomSection;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Element;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TableLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Compares what this library reads with what Chicory's parser makes of the same bytes. Chicory's
 * own {@code equals} leaves out parts of elements, tables and instructions, and compares some types
 * by identity.
 */
final class SameModule {

  private SameModule() {}

  /**
   * Whether two modules are the same in everything but the bodies, the digest, and how far from the
   * start of the file their data are.
   */
  static boolean areSame(WasmModule one, WasmModule other) {
    return one.typeSection().equals(other.typeSection())
        && areSameImports(one, other)
        && one.functionSection().equals(other.functionSection())
        && areSameTables(one, other)
        && one.memorySection().equals(other.memorySection())
        && one.globalSection().equals(other.globalSection())
        && one.exportSection().equals(other.exportSection())
        && one.startSection().equals(other.startSection())
        && areSameElements(one, other)
        && one.codeSection().functionBodyCount() == other.codeSection().functionBodyCount()
        && areSameData(one, other)
        && one.dataCountSection().equals(other.dataCountSection())
        && one.tagSection().equals(other.tagSection())
        && names(one).equals(names(other));
  }

  private static List<String> names(WasmModule module) {
    return module.customSections().stream().map(CustomSection::name).sorted().toList();
  }

  private static boolean areSameImports(WasmModule one, WasmModule other) {
    int count = one.importSection().importCount();
    boolean same = count == other.importSection().importCount();
    for (int i = 0; same && i < count; i++) {
      Import mine = one.importSection().getImport(i);
      Import others = other.importSection().getImport(i);
      same = isSameTable(mine, others) || isSameGlobal(mine, others) || isSameOther(mine, others);
    }
    return same;
  }

  private static boolean isSameTable(Import one, Import other) {
    return one instanceof TableImport mine
        && other instanceof TableImport others
        && haveSameName(mine, others)
        && mine.entryType().equals(others.entryType())
        && areSame(mine.limits(), others.limits());
  }

  private static boolean isSameGlobal(Import one, Import other) {
    return one instanceof GlobalImport mine
        && other instanceof GlobalImport others
        && haveSameName(mine, others)
        && mine.type().equals(others.type())
        && mine.mutabilityType() == others.mutabilityType();
  }

  private static boolean isSameOther(Import one, Import other) {
    if (one instanceof MemoryImport mine && other instanceof MemoryImport others) {
      return mine.equals(others) && mine.limits().shared() == others.limits().shared();
    }
    return !(one instanceof TableImport) && !(one instanceof GlobalImport) && one.equals(other);
  }

  private static boolean haveSameName(Import one, Import other) {
    return one.module().equals(other.module()) && one.name().equals(other.name());
  }

  private static boolean areSameTables(WasmModule one, WasmModule other) {
    int count = one.tableSection().tableCount();
    boolean same = count == other.tableSection().tableCount();
    for (int i = 0; same && i < count; i++) {
      Table mine = one.tableSection().getTable(i);
      Table others = other.tableSection().getTable(i);
      // Where there is no initial value, the engine makes one up, with an address of its own.
      same =
          mine.elementType().equals(others.elementType())
              && areSame(mine.limits(), others.limits())
              && mine.initialize().equals(others.initialize());
    }
    return same;
  }

  private static boolean areSame(TableLimits one, TableLimits other) {
    return one.min() == other.min() && one.max() == other.max() && one.shared() == other.shared();
  }

  private static boolean areSameElements(WasmModule one, WasmModule other) {
    Element[] mine = one.elementSection().elements();
    Element[] others = other.elementSection().elements();
    boolean same = mine.length == others.length;
    for (int i = 0; same && i < mine.length; i++) {
      same =
          mine[i].getClass() == others[i].getClass()
              && mine[i].equals(others[i])
              && havePlace(mine[i], others[i]);
    }
    return same;
  }

  private static boolean havePlace(Element one, Element other) {
    return !(one instanceof ActiveElement mine && other instanceof ActiveElement others)
        || (mine.tableIndex() == others.tableIndex() && mine.offset().equals(others.offset()));
  }

  private static boolean areSameData(WasmModule one, WasmModule other) {
    DataSegment[] mine = one.dataSection().dataSegments();
    DataSegment[] others = other.dataSection().dataSegments();
    boolean same = mine.length == others.length;
    for (int i = 0; same && i < mine.length; i++) {
      same =
          mine[i].getClass() == others[i].getClass()
              && Arrays.equals(mine[i].data(), others[i].data())
              && havePlace(mine[i], others[i]);
    }
    return same;
  }

  private static boolean havePlace(DataSegment one, DataSegment other) {
    return !(one instanceof ActiveDataSegment mine && other instanceof ActiveDataSegment others)
        || (mine.index() == others.index()
            && areSame(mine.offsetInstructions(), others.offsetInstructions()));
  }

  private static boolean areSame(List<Instruction> one, List<Instruction> other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      same = isSame(one.get(i), other.get(i));
    }
    return same;
  }

  /**
   * Whether two bodies are the same in everything, also in the hints of the validator, but not in
   * their place in the file.
   */
  static boolean areSame(FunctionBody one, FunctionBody other) {
    int count = one.instructions().size();
    boolean same =
        one.localTypes().equals(other.localTypes()) && count == other.instructions().size();
    for (int i = 0; same && i < count; i++) {
      same = areSame(one.instructions().get(i), other.instructions().get(i));
    }
    return same;
  }

  private static boolean areSame(AnnotatedInstruction one, AnnotatedInstruction other) {
    return isSame(one, other)
        && one.depth() == other.depth()
        && one.labelTrue() == other.labelTrue()
        && one.labelFalse() == other.labelFalse()
        && one.labelTable().equals(other.labelTable())
        && Objects.equals(one.catches(), other.catches())
        && (one.scope() == null
            ? other.scope() == null
            : other.scope() != null && isSame(one.scope(), other.scope()));
  }

  private static boolean isSame(Instruction one, Instruction other) {
    return one.opcode() == other.opcode() && Arrays.equals(one.operands(), other.operands());
  }
}
