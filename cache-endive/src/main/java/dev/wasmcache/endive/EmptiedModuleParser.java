package dev.wasmcache.endive;

import java.io.ByteArrayInputStream;
import java.util.List;
import run.endive.wasm.MalformedException;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.CustomSection;
import run.endive.wasm.types.DataCountSection;
import run.endive.wasm.types.DataSection;
import run.endive.wasm.types.ElementSection;
import run.endive.wasm.types.ExportSection;
import run.endive.wasm.types.FunctionSection;
import run.endive.wasm.types.GlobalSection;
import run.endive.wasm.types.ImportSection;
import run.endive.wasm.types.MemorySection;
import run.endive.wasm.types.Section;
import run.endive.wasm.types.StartSection;
import run.endive.wasm.types.TableSection;
import run.endive.wasm.types.TagSection;
import run.endive.wasm.types.TypeSection;

/**
 * Parses what {@link ModuleEmptier} leaves of a module, faster than Endive's parser does as a
 * whole: that one gets everything but the code, which is up to {@link EmptiedCode}.
 *
 * <p>Nothing is validated, and the module has no digest.
 */
final class EmptiedModuleParser {

  private EmptiedModuleParser() {}

  /**
   * @throws RuntimeException Endive's own, if the module is malformed
   */
  static WasmModule parse(byte[] wasm) {
    List<WasmSection> sections = WasmSection.of(wasm);
    WasmWriter withoutCode = new WasmWriter(wasm.length);
    withoutCode.writeRange(wasm, 0, WasmSection.PREAMBLE);
    for (WasmSection section : sections) {
      if (section.id() != WasmSection.CODE) {
        withoutCode.writeSection(section);
      }
    }
    WasmModule.Builder module = WasmModule.builder().withValidation(false);
    Parser.builder()
        .build()
        .parse(new ByteArrayInputStream(withoutCode.toBytes()), section -> add(module, section));
    return module.setCodeSection(EmptiedCode.parse(sections)).build();
  }

  /** What Endive's parser does with a section; its own way there is not public. */
  private static void add(WasmModule.Builder module, Section section) {
    if (section instanceof CustomSection custom) {
      module.addCustomSection(custom.name(), custom);
    } else if (section instanceof TypeSection types) {
      module.setTypeSection(types);
    } else if (section instanceof ImportSection imports) {
      module.setImportSection(imports);
    } else if (section instanceof FunctionSection functions) {
      module.setFunctionSection(functions);
    } else if (section instanceof TableSection tables) {
      module.setTableSection(tables);
    } else if (section instanceof MemorySection memories) {
      module.setMemorySection(memories);
    } else if (section instanceof GlobalSection globals) {
      module.setGlobalSection(globals);
    } else if (section instanceof ExportSection exports) {
      module.setExportSection(exports);
    } else if (section instanceof StartSection start) {
      module.setStartSection(start);
    } else if (section instanceof ElementSection elements) {
      module.setElementSection(elements);
    } else if (section instanceof DataSection data) {
      module.setDataSection(data);
    } else if (section instanceof DataCountSection dataCount) {
      module.setDataCountSection(dataCount);
    } else if (section instanceof TagSection tags) {
      module.setTagSection(tags);
    } else {
      throw new MalformedException("unknown section " + section.sectionId());
    }
  }
}
