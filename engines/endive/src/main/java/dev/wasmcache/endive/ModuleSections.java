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
import run.endive.wasm.types.SectionId;
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

  @Override
  public void onSection(Section section) {
    switch (section.sectionId()) {
      case SectionId.CUSTOM -> {
        CustomSection custom = (CustomSection) section;
        module.addCustomSection(custom.name(), custom);
      }
      case SectionId.CODE -> module.setCodeSection((CodeSection) section);
      case SectionId.TYPE -> module.setTypeSection((TypeSection) section);
      case SectionId.IMPORT -> module.setImportSection((ImportSection) section);
      case SectionId.FUNCTION -> module.setFunctionSection((FunctionSection) section);
      case SectionId.TABLE -> module.setTableSection((TableSection) section);
      case SectionId.MEMORY -> module.setMemorySection((MemorySection) section);
      case SectionId.GLOBAL -> module.setGlobalSection((GlobalSection) section);
      case SectionId.EXPORT -> module.setExportSection((ExportSection) section);
      case SectionId.START -> module.setStartSection((StartSection) section);
      case SectionId.ELEMENT -> module.setElementSection((ElementSection) section);
      case SectionId.DATA -> module.setDataSection((DataSection) section);
      case SectionId.DATA_COUNT -> module.setDataCountSection((DataCountSection) section);
      case SectionId.TAG -> module.setTagSection((TagSection) section);
      default -> throw new MalformedException("unknown section " + section.sectionId());
    }
  }
}
