package dev.wasmcache.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ActiveElement;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.CatchOpCode;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Element;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.Global;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MemorySection;
import com.dylibso.chicory.wasm.types.StorageType;
import com.dylibso.chicory.wasm.types.SubType;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TagImport;
import com.dylibso.chicory.wasm.types.TagType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.engine.ContentDigest;
import java.util.List;

/**
 * Hashes what a compiler can read of a parsed module: two modules with the same digest compile to
 * the same classes. For one module, and one thread.
 *
 * <p>The digest that a module carries is not used: it is that of a file, and the module may have
 * been made from a part of it, without validation or by a program, see {@code RATIONALE.md}.
 *
 * <p>Left out are the contents of data segments and custom sections, which no code depends on, and
 * the limits of tables, which a table that grows writes to.
 */
final class ModuleDigest {

  private static final String DOMAIN = "dev.wasmcache parsed module 1";
  private static final int NONE = AnnotatedInstruction.UNDEFINED_LABEL;
  private static final int MANY_OPERANDS = 3;

  private final ContentDigest digest = new ContentDigest();
  private int address;

  private ModuleDigest() {}

  /**
   * Returns a request for a module.
   *
   * @throws RuntimeException if it has something that is not known here, or lacks a part
   */
  static CompileRequest request(WasmModule module, Fingerprint fingerprint) {
    ModuleDigest hashed = new ModuleDigest();
    hashed.add(module);
    return CompileRequest.ofIdentity(hashed.digest.finish(), hashed.size(module), fingerprint);
  }

  private void add(WasmModule module) {
    digest.add(DOMAIN);
    addTypes(module);
    addImports(module);
    addDeclarations(module);
    addElements(module);
    addCode(module);
  }

  /** Estimates the size of the file: where its code ends, and what it has of data. */
  private int size(WasmModule module) {
    long size = Math.max(0, address);
    for (DataSegment data : module.dataSection().dataSegments()) {
      size += data.data().length;
    }
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  private void addTypes(WasmModule module) {
    int groups = module.typeSection().typeCount();
    digest.add(groups);
    for (int i = 0; i < groups; i++) {
      SubType[] types = module.typeSection().getRecType(i).subTypes();
      digest.add(types.length);
      for (SubType type : types) {
        add(type);
      }
    }
  }

  private void add(SubType type) {
    digest.add(type.isFinal() ? 1 : 0);
    digest.add(type.typeIdx().length);
    for (int parent : type.typeIdx()) {
      digest.add(parent);
    }
    if (type.compType().funcType() != null) {
      digest.add(0);
      addAll(type.compType().funcType().params());
      addAll(type.compType().funcType().returns());
    } else if (type.compType().structType() != null) {
      digest.add(1);
      digest.add(type.compType().structType().fieldTypes().length);
      for (var field : type.compType().structType().fieldTypes()) {
        digest.add(field.mut().id());
        add(field.storageType());
      }
    } else {
      digest.add(2);
      digest.add(type.compType().arrayType().fieldType().mut().id());
      add(type.compType().arrayType().fieldType().storageType());
    }
  }

  private void add(StorageType type) {
    if (type.packedType() != null) {
      digest.add(0);
      digest.add(type.packedType().ID());
    } else {
      digest.add(1);
      add(type.valType());
    }
  }

  private void addAll(List<ValType> types) {
    digest.add(types.size());
    for (int i = 0; i < types.size(); i++) {
      add(types.get(i));
    }
  }

  /**
   * Validation changes a reference to a type of the module, without changing its id. The compiler
   * sees the difference.
   */
  private void add(ValType type) {
    digest.add(type.id());
    if (type.resolvedFunctionTypeId() >= 0) {
      boolean isResolved =
          type.hashCode() != ValType.builder().fromId(type.id()).build().hashCode();
      digest.add(isResolved ? 1 : 0);
    }
  }

  private void addImports(WasmModule module) {
    int count = module.importSection().importCount();
    digest.add(count);
    for (int i = 0; i < count; i++) {
      Import imported = module.importSection().getImport(i);
      digest.add(imported.module());
      digest.add(imported.name());
      digest.add(imported.importType().id());
      if (imported instanceof FunctionImport function) {
        digest.add(function.typeIndex());
      } else if (imported instanceof TableImport table) {
        add(table.entryType());
      } else if (imported instanceof MemoryImport memory) {
        add(memory.limits());
      } else if (imported instanceof GlobalImport global) {
        add(global.type());
        digest.add(global.mutabilityType().id());
      } else if (imported instanceof TagImport tag) {
        add(tag.tagType());
      } else {
        throw new IllegalArgumentException("An import is a " + imported.getClass());
      }
    }
  }

  private void add(MemoryLimits limits) {
    digest.add(limits.initialPages());
    digest.add(limits.maximumPages());
    digest.add(limits.shared() ? 1 : 0);
  }

  private void add(TagType tag) {
    digest.add(tag.attribute());
    digest.add(tag.typeIdx());
  }

  private void addDeclarations(WasmModule module) {
    int functions = module.functionSection().functionCount();
    digest.add(functions);
    for (int i = 0; i < functions; i++) {
      digest.add(module.functionSection().getFunctionType(i));
    }
    int tables = module.tableSection().tableCount();
    digest.add(tables);
    for (int i = 0; i < tables; i++) {
      Table table = module.tableSection().getTable(i);
      add(table.elementType());
      addExpression(table.initialize());
    }
    MemorySection memories = module.memorySection().orElse(null);
    digest.add(memories == null ? 0 : memories.memoryCount());
    for (int i = 0; memories != null && i < memories.memoryCount(); i++) {
      add(memories.getMemory(i).limits());
    }
    TagType[] tags = module.tagSection().isPresent() ? module.tagSection().get().types() : null;
    digest.add(tags == null ? 0 : tags.length);
    for (int i = 0; tags != null && i < tags.length; i++) {
      add(tags[i]);
    }
    digest.add(module.globalSection().globalCount());
    for (Global global : module.globalSection().globals()) {
      add(global.valueType());
      digest.add(global.mutabilityType().id());
      addExpression(global.initInstructions());
    }
    int exports = module.exportSection().exportCount();
    digest.add(exports);
    for (int i = 0; i < exports; i++) {
      Export export = module.exportSection().getExport(i);
      digest.add(export.name());
      digest.add(export.exportType().id());
      digest.add(export.index());
    }
    digest.add(
        module.startSection().isPresent() ? 1 + module.startSection().get().startIndex() : 0);
  }

  private void addElements(WasmModule module) {
    digest.add(module.elementSection().elementCount());
    for (Element element : module.elementSection().elements()) {
      add(element.type());
      digest.add(element.getClass().getSimpleName());
      if (element instanceof ActiveElement active) {
        digest.add(active.tableIndex());
        addExpression(active.offset());
      }
      List<List<Instruction>> values = element.initializers();
      digest.add(values.size());
      for (int i = 0; i < values.size(); i++) {
        addExpression(values.get(i));
      }
    }
  }

  /** Adds a constant expression, which is evaluated wherever it is. */
  private void addExpression(List<Instruction> instructions) {
    digest.add(instructions.size());
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      digest.add(instruction.opcode().opcode());
      digest.add(instruction.operandCount());
      addOperands(instruction);
    }
  }

  private void addOperands(Instruction instruction) {
    for (int i = 0; i < instruction.operandCount(); i++) {
      digest.add(instruction.operand(i));
    }
  }

  private void addCode(WasmModule module) {
    int count = module.codeSection().functionBodyCount();
    digest.add(count);
    for (int i = 0; i < count; i++) {
      FunctionBody body = module.codeSection().getFunctionBody(i);
      addAll(body.localTypes());
      List<AnnotatedInstruction> instructions = body.instructions();
      int length = instructions.size();
      digest.add(length);
      // The compiler compares addresses within a function, wherever that is in the file.
      address = length == 0 ? 0 : instructions.get(0).address();
      for (int j = 0; j < length; j++) {
        add(instructions.get(j));
      }
    }
  }

  private void add(AnnotatedInstruction instruction) {
    int operands = instruction.operandCount();
    boolean hasTable = !instruction.labelTable().isEmpty();
    digest.add(instruction.opcode().opcode());
    digest.add(
        Math.min(operands, MANY_OPERANDS)
            | (instruction.labelTrue() == NONE ? 0 : 1 << 2)
            | (instruction.labelFalse() == NONE ? 0 : 1 << 3)
            | (instruction.scope() == null ? 0 : 1 << 4)
            | (hasTable ? 1 << 5 : 0)
            | (instruction.catches() == null ? 0 : 1 << 6));
    digest.addSigned(instruction.address() - (long) address);
    address = instruction.address();
    digest.add(instruction.depth());
    if (operands >= MANY_OPERANDS) {
      digest.add(operands);
    }
    addOperands(instruction);
    if (instruction.labelTrue() != NONE) {
      digest.add(instruction.labelTrue());
    }
    if (instruction.labelFalse() != NONE) {
      digest.add(instruction.labelFalse());
    }
    if (instruction.scope() != null) {
      addScope(instruction.scope());
    }
    if (hasTable) {
      digest.add(instruction.labelTable().size());
      for (int label : instruction.labelTable()) {
        digest.add(label);
      }
    }
    if (instruction.catches() != null) {
      digest.add(instruction.catches().size());
      for (CatchOpCode.Catch caught : instruction.catches()) {
        digest.add(caught.opcode().opcode());
        digest.add(caught.tag());
        digest.add(caught.label());
        digest.add(caught.resolvedLabel());
      }
    }
  }

  /** Adds the instruction that a block begins with. */
  private void addScope(Instruction scope) {
    digest.add(scope.opcode().opcode());
    digest.addSigned(scope.address() - (long) address);
    digest.add(scope.operandCount());
    addOperands(scope);
  }
}
