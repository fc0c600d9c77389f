package dev.wasmcache.endive;

import dev.wasmcache.engine.WasmReader;
import dev.wasmcache.engine.WasmSection;
import java.util.ArrayList;
import java.util.List;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.AnnotatedInstruction;
import run.endive.wasm.types.CodeSection;
import run.endive.wasm.types.CustomSection;
import run.endive.wasm.types.DataCountSection;
import run.endive.wasm.types.DataSection;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExportSection;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionSection;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Global;
import run.endive.wasm.types.GlobalImport;
import run.endive.wasm.types.GlobalSection;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.ImportSection;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.Memory;
import run.endive.wasm.types.MemoryImport;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.MemorySection;
import run.endive.wasm.types.MutabilityType;
import run.endive.wasm.types.NameCustomSection;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.PassiveDataSegment;
import run.endive.wasm.types.StartSection;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableImport;
import run.endive.wasm.types.TableLimits;
import run.endive.wasm.types.TableSection;
import run.endive.wasm.types.TypeSection;
import run.endive.wasm.types.UnknownCustomSection;
import run.endive.wasm.types.ValType;

/**
 * Reads emptied modules to what Endive's parser makes of whole ones, but for the bodies, and
 * without its lambdas, streams and text, which cost a JVM that has just started several times as
 * much as the work itself. For one module, and one thread.
 *
 * <p>It knows what compilers of C, C++, Rust and Go produce. What it does not know is refused with
 * an {@link IllegalArgumentException}; the compiler compares, and leaves such modules to the
 * engine's parser.
 */
final class EmptiedReader {

  /** What Endive's parser makes from the body of an emptied function. */
  static final FunctionBody EMPTY_BODY = emptyBody();

  private static final int FUNCTION_TYPE = 0x60;
  private static final int BOUNDED = 1;
  private static final int SHARED = 3;

  private final WasmModule.Builder module = WasmModule.builder();

  private EmptiedReader() {}

  /** Reads a module whose bodies are all emptied, or left out. Nothing is validated. */
  static WasmModule read(byte[] emptied) {
    EmptiedReader reader = new EmptiedReader();
    List<WasmSection> sections = WasmSection.of(emptied);
    for (int i = 0; i < sections.size(); i++) {
      reader.add(sections.get(i));
    }
    return reader.module.withValidation(false).build();
  }

  private void add(WasmSection section) {
    WasmReader reader = section.reader();
    switch (section.id()) {
      case WasmSection.CUSTOM -> addCustom(reader);
      case WasmSection.TYPE -> module.setTypeSection(types(reader));
      case WasmSection.IMPORT -> module.setImportSection(imports(reader));
      case WasmSection.FUNCTION -> module.setFunctionSection(functions(reader));
      case WasmSection.TABLE -> module.setTableSection(tables(reader));
      case WasmSection.MEMORY -> module.setMemorySection(memories(reader));
      case WasmSection.GLOBAL -> module.setGlobalSection(globals(reader));
      case WasmSection.EXPORT -> module.setExportSection(exports(reader));
      case WasmSection.START ->
          module.setStartSection(StartSection.builder().setStartIndex(reader.readNumber()).build());
      case WasmSection.ELEMENT -> module.setElementSection(ElementReader.read(reader));
      case WasmSection.CODE -> module.setCodeSection(emptyCode(reader));
      case WasmSection.DATA -> module.setDataSection(data(reader));
      case WasmSection.DATA_COUNT ->
          module.setDataCountSection(
              DataCountSection.builder().withDataCount((int) reader.readNumber()).build());
      default -> throw new IllegalArgumentException("There is a section " + section.id());
    }
  }

  private void addCustom(WasmReader reader) {
    String name = reader.readName();
    byte[] content = reader.readRest();
    CustomSection section =
        name.equals("name")
            ? NameCustomSection.parse(content)
            : UnknownCustomSection.builder().withName(name).withBytes(content).build();
    module.addCustomSection(section.name(), section);
  }

  private static TypeSection types(WasmReader reader) {
    TypeSection.Builder types = TypeSection.builder();
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      int form = reader.readByte();
      if (form != FUNCTION_TYPE) {
        throw new IllegalArgumentException("There is a type of the form " + form);
      }
      List<ValType> parameters = ValueTypes.readAll(reader);
      types.addFunctionType(FunctionType.of(parameters, ValueTypes.readAll(reader)));
    }
    return types.build();
  }

  private static ImportSection imports(WasmReader reader) {
    ImportSection.Builder imports = ImportSection.builder();
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      imports.addImport(readImport(reader.readName(), reader.readName(), reader));
    }
    return imports.build();
  }

  private static Import readImport(String module, String name, WasmReader reader) {
    ExternalType type = ExternalType.byId(reader.readByte());
    if (type == ExternalType.FUNCTION) {
      return new FunctionImport(module, name, (int) reader.readNumber());
    }
    if (type == ExternalType.TABLE) {
      ValType elements = ValueTypes.read(reader);
      return new TableImport(module, name, elements, tableLimits(reader));
    }
    if (type == ExternalType.MEMORY) {
      return new MemoryImport(module, name, memoryLimits(reader));
    }
    if (type == ExternalType.GLOBAL) {
      ValType values = ValueTypes.read(reader);
      return new GlobalImport(module, name, MutabilityType.forId(reader.readByte()), values);
    }
    throw new IllegalArgumentException("There is an import of the type " + type);
  }

  private static FunctionSection functions(WasmReader reader) {
    FunctionSection.Builder functions = FunctionSection.builder();
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      functions.addFunctionType((int) reader.readNumber());
    }
    return functions.build();
  }

  private static TableSection tables(WasmReader reader) {
    TableSection.Builder tables = TableSection.builder();
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      ValType elements = ValueTypes.read(reader);
      tables.addTable(new Table(elements, tableLimits(reader)));
    }
    return tables.build();
  }

  private static TableLimits tableLimits(WasmReader reader) {
    int kind = reader.readByte();
    long minimum = reader.readNumber();
    if (kind == 0) {
      return new TableLimits(minimum);
    }
    if (kind == BOUNDED) {
      return new TableLimits(minimum, reader.readNumber());
    }
    throw new IllegalArgumentException("A table has limits of the kind " + kind);
  }

  private static MemorySection memories(WasmReader reader) {
    MemorySection.Builder memories = MemorySection.builder();
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      memories.addMemory(new Memory(memoryLimits(reader)));
    }
    return memories.build();
  }

  private static MemoryLimits memoryLimits(WasmReader reader) {
    int kind = reader.readByte();
    int initial = (int) reader.readNumber();
    if (kind == 0) {
      return new MemoryLimits(initial);
    }
    if (kind == BOUNDED || kind == SHARED) {
      return new MemoryLimits(initial, (int) reader.readNumber(), kind == SHARED);
    }
    throw new IllegalArgumentException("A memory has limits of the kind " + kind);
  }

  private static GlobalSection globals(WasmReader reader) {
    GlobalSection.Builder globals = GlobalSection.builder();
    InstructionReader instructions = new InstructionReader(reader);
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      ValType values = ValueTypes.read(reader);
      MutabilityType mutability = MutabilityType.forId(reader.readByte());
      globals.addGlobal(new Global(values, mutability, instructions.readExpression()));
    }
    return globals.build();
  }

  private static ExportSection exports(WasmReader reader) {
    ExportSection.Builder exports = ExportSection.builder();
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      String name = reader.readName();
      ExternalType type = ExternalType.byId(reader.readByte());
      exports.addExport(new Export(name, (int) reader.readNumber(), type));
    }
    return exports.build();
  }

  private static CodeSection emptyCode(WasmReader reader) {
    CodeSection.Builder code = CodeSection.builder();
    // Not limited by the bytes that follow, which may be none.
    int count = (int) reader.readNumber();
    for (int i = 0; i < count; i++) {
      code.addFunctionBody(EMPTY_BODY);
    }
    return code.build();
  }

  private static DataSection data(WasmReader reader) {
    DataSection.Builder data = DataSection.builder();
    InstructionReader instructions = new InstructionReader(reader);
    int count = reader.readLength();
    for (int i = 0; i < count; i++) {
      data.addDataSegment(segment(reader, instructions));
    }
    return data.build();
  }

  private static DataSegment segment(WasmReader reader, InstructionReader instructions) {
    int mode = reader.readByte();
    return switch (mode) {
      case 0 -> {
        List<Instruction> offset = instructions.readExpression();
        yield new ActiveDataSegment(0, offset, reader.readBytes());
      }
      case 1 -> new PassiveDataSegment(reader.readBytes());
      case 2 -> {
        long memory = reader.readNumber();
        List<Instruction> offset = instructions.readExpression();
        yield new ActiveDataSegment(memory, offset, reader.readBytes());
      }
      default -> throw new IllegalArgumentException("There are data of the mode " + mode);
    };
  }

  private static FunctionBody emptyBody() {
    Instruction unreachable = new Instruction(0, OpCode.UNREACHABLE, Instruction.EMPTY_OPERANDS);
    Instruction end = new Instruction(0, OpCode.END, Instruction.EMPTY_OPERANDS);
    List<AnnotatedInstruction> instructions = new ArrayList<>(2);
    instructions.add(AnnotatedInstruction.builder().from(unreachable).build());
    instructions.add(AnnotatedInstruction.builder().from(end).withScope(end).build());
    return new FunctionBody(List.of(), instructions);
  }
}
