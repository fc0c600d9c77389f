package dev.wasmcache.endive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.engine.RealModules;
import dev.wasmcache.engine.TinyModule;
import org.junit.jupiter.api.Test;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;

class EndiveEngineTest {

  private static final byte[] TINY = TinyModule.callingEachOther(TinyModule.CALL).bytes();

  private final EndiveEngine engine = EndiveEngine.create();

  @Test
  void load_ofTinyModule_runsIt() {
    EndiveModule module = engine.load(TINY, engine.compile(TINY));

    assertThat(apply(module, "0", 4)).isEqualTo(50);
    assertThat(module.wasmModule().digest()).isNull();
    assertThat(engine.weight(module)).isGreaterThan(TINY.length);
  }

  @Test
  void load_withKeptCode_answersTheDigestAsParsed() {
    EndiveEngine keeping = EndiveEngine.builder().keepCode(true).build();
    byte[] wasm = RealModules.SOURCE_MAP.bytes();

    EndiveModule module = keeping.load(wasm, keeping.compile(wasm));

    assertThat(module.wasmModule().digest()).isEqualTo(Parser.parse(wasm).digest());
  }

  @Test
  void load_ofModuleWithCustomSections_keepsAllButDebuggingData() {
    byte[] wasm =
        TinyModule.callingEachOther(TinyModule.CALL)
            .customSection(".debug_info", 100)
            .customSection("producers", 10)
            .bytes();

    EndiveModule module = engine.load(wasm, engine.compile(wasm));

    assertThat(module.wasmModule().customSection("producers")).isNotNull();
    assertThat(module.wasmModule().customSection(".debug_info")).isNull();
  }

  @Test
  void instanceBuilder_withWasi_callsTheHost() {
    byte[] wasm =
        new TinyModule()
            .importing("wasi_snapshot_preview1", "fd_close")
            .function(TinyModule.LOCAL_GET, 0, TinyModule.CALL, 0)
            .bytes();
    EndiveModule module = engine.load(wasm, engine.compile(wasm));

    try (WasiPreview1 wasi = WasiPreview1.builder().build()) {
      Instance instance =
          module
              .instanceBuilder()
              .withImportValues(ImportValues.builder().addFunction(wasi.toHostFunctions()).build())
              .build();

      int badFileDescriptor = 8;
      assertThat(instance.export("0").apply(99)).containsExactly(badFileDescriptor);
    }
  }

  @Test
  void instanceBuilder_ofAnotherModule_isRefused() {
    EndiveModule module = engine.load(TINY, engine.compile(TINY));
    Instance.Builder other =
        Instance.builder(Parser.parse(TINY)).withMachineFactory(module.machineFactory());

    assertThatThrownBy(other::build).isInstanceOf(IllegalArgumentException.class);
  }

  private static long apply(EndiveModule module, String export, long argument) {
    return module.instanceBuilder().build().export(export).apply(argument)[0];
  }
}
