package dev.wasmcache.endive;

import java.io.ByteArrayInputStream;
import run.endive.wasm.MalformedException;
import run.endive.wasm.Parser;
import run.endive.wasm.ParserListener;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.CodeSection;
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
 * Collects the sections of a module as Endive's parser finds them. Its own collector is not public,
 * except for one that also computes a digest of the module. For one thread.
 */
final class ModuleSections implements ParserListener {

  private final WasmModule.Builder module = WasmModule.builder();
  private CodeSection code = CodeSection.builder().build();

  private ModuleSections() {}

  /**
   * @throws RuntimeException Endive's own, if the module is malformed
   */
  static ModuleSections parse(byte[] wasm) {
    ModuleSections sections = new ModuleSections();
    Parser.builder().build().parse(new ByteArrayInputStream(wasm), sections);
    return sections;
  }

  /** Starts to build a module from these sections. */
  WasmModule.Builder module() {
    return module;
  }

  /** Returns the code, which needs no module around it. */
  CodeSection code() {
    return code;
  }

  @Override
  public void onSection(Section section) {
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
    } else if (section instanceof CodeSection bodies) {
      code = bodies;
      module.setCodeSection(bodies);
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
