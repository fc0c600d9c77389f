package dev.wasmcache.endive;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import run.endive.wasm.Parser;
import run.endive.wasm.types.AnnotatedInstruction;
import run.endive.wasm.types.CodeSection;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.OpCode;

/**
 * The code of an emptied module: the bodies of interpreted functions, and one that all the others
 * share, so that it is not parsed thousands of times.
 */
final class EmptiedCode {

  /** In bytes: three follow, no local variables, {@code unreachable}, {@code end}. */
  static final byte[] EMPTY_BODY = {3, 0, 0x00, 0x0b};

  private static final FunctionBody PARSED_EMPTY_BODY = parsedEmptyBody();

  private EmptiedCode() {}

  /**
   * @param sections the sections of the module
   * @throws RuntimeException Endive's own, if the code is malformed
   */
  static CodeSection parse(List<WasmSection> sections) {
    List<FunctionBody> bodies = List.of();
    for (WasmSection section : sections) {
      if (section.id() == WasmSection.CODE) {
        bodies = parseBodies(section, sections);
      }
    }
    CodeSection.Builder code = CodeSection.builder();
    bodies.forEach(code::addFunctionBody);
    return code.build();
  }

  private static List<FunctionBody> parseBodies(WasmSection code, List<WasmSection> sections) {
    WasmReader reader = code.reader();
    int count = reader.readLength();
    List<FunctionBody> bodies = new ArrayList<>(count);
    List<Integer> kept = new ArrayList<>();
    WasmWriter keptBytes = new WasmWriter(1024);
    for (int i = 0; i < count; i++) {
      int start = reader.position();
      reader.skip(reader.readLength());
      bodies.add(PARSED_EMPTY_BODY);
      if (!isEmptied(code.wasm(), start, reader.position())) {
        kept.add(i);
        keptBytes.writeRange(code.wasm(), start, reader.position());
      }
    }
    if (!kept.isEmpty()) {
      CodeSection parsed = parseAlone(kept.size(), keptBytes.toBytes(), sections);
      for (int i = 0; i < kept.size(); i++) {
        bodies.set(kept.get(i), parsed.getFunctionBody(i));
      }
    }
    return bodies;
  }

  private static boolean isEmptied(byte[] wasm, int start, int end) {
    return Arrays.equals(wasm, start, end, EMPTY_BODY, 0, EMPTY_BODY.length);
  }

  /** Has Endive parse a module of nothing but these bodies and the types that they refer to. */
  private static CodeSection parseAlone(int count, byte[] bodies, List<WasmSection> sections) {
    WasmWriter module = new WasmWriter(bodies.length + 1024);
    for (WasmSection section : sections) {
      if (section.id() == WasmSection.TYPE) {
        module.writeRange(section.wasm(), 0, WasmSection.PREAMBLE).writeSection(section);
      }
    }
    WasmWriter code = new WasmWriter(bodies.length + 8);
    code.writeNumber(count).writeRange(bodies, 0, bodies.length);
    module.writeSection(WasmSection.CODE, code.toBytes());
    List<CodeSection> parsed = new ArrayList<>();
    Parser.builder()
        .build()
        .parse(
            new ByteArrayInputStream(module.toBytes()),
            section -> {
              if (section instanceof CodeSection bodiesOnly) {
                parsed.add(bodiesOnly);
              }
            });
    return parsed.get(0);
  }

  private static FunctionBody parsedEmptyBody() {
    Instruction unreachable = new Instruction(0, OpCode.UNREACHABLE, Instruction.EMPTY_OPERANDS);
    Instruction end = new Instruction(0, OpCode.END, Instruction.EMPTY_OPERANDS);
    return new FunctionBody(
        List.of(),
        List.of(
            AnnotatedInstruction.builder().from(unreachable).build(),
            AnnotatedInstruction.builder().from(end).withScope(end).build()));
  }
}
