package dev.wasmcache.chicory;

import com.dylibso.chicory.wasm.MalformedException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.ParserListener;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.CustomSection;
import com.dylibso.chicory.wasm.types.DataCountSection;
import com.dylibso.chicory.wasm.types.DataSection;
import com.dylibso.chicory.wasm.types.ElementSection;
import com.dylibso.chicory.wasm.types.ExportSection;
import com.dylibso.chicory.wasm.types.FunctionSection;
import com.dylibso.chicory.wasm.types.GlobalSection;
import com.dylibso.chicory.wasm.types.ImportSection;
import com.dylibso.chicory.wasm.types.MemorySection;
import com.dylibso.chicory.wasm.types.Section;
import com.dylibso.chicory.wasm.types.StartSection;
import com.dylibso.chicory.wasm.types.TableSection;
import com.dylibso.chicory.wasm.types.TagSection;
import com.dylibso.chicory.wasm.types.TypeSection;
import java.io.ByteArrayInputStream;

/**
 * Collects the sections of a module as Chicory's parser finds them. Its own collector is not
 * public, except for one that also computes a digest of the module. For one thread.
 */
final class ModuleSections implements ParserListener {

  private final WasmModule.Builder module = WasmModule.builder();
  private CodeSection code = CodeSection.builder().build();

  private ModuleSections() {}

  /**
   * @throws RuntimeException Chicory's own, if the module is malformed
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
