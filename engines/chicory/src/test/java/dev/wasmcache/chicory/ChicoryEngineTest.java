package dev.wasmcache.chicory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasi.WasiPreview1;
import com.dylibso.chicory.wasm.Parser;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.engine.TinyModule;
import org.junit.jupiter.api.Test;

class ChicoryEngineTest {

  private static final byte[] TINY = TinyModule.callingEachOther(TinyModule.CALL).bytes();

  private final ChicoryEngine engine = ChicoryEngine.create();

  @Test
  void load_ofTinyModule_runsIt() {
    ChicoryModule module = engine.load(TINY, engine.compile(TINY));

    assertThat(apply(module, "0", 4)).isEqualTo(50);
    assertThat(module.wasmModule().digest()).isNull();
    assertThat(engine.weight(module)).isGreaterThan(TINY.length);
  }

  @Test
  void load_withKeptCode_answersTheDigestAsParsed() {
    ChicoryEngine keeping = ChicoryEngine.builder().keepCode(true).build();
    byte[] wasm = RealModules.SOURCE_MAP.bytes();

    ChicoryModule module = keeping.load(wasm, keeping.compile(wasm));

    assertThat(module.wasmModule().digest()).isEqualTo(Parser.parse(wasm).digest());
  }

  @Test
  void instanceBuilder_withWasi_callsTheHost() {
    byte[] wasm =
        new TinyModule()
            .importing("wasi_snapshot_preview1", "fd_close")
            .function(TinyModule.LOCAL_GET, 0, TinyModule.CALL, 0)
            .bytes();
    ChicoryModule module = engine.load(wasm, engine.compile(wasm));

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
    ChicoryModule module = engine.load(TINY, engine.compile(TINY));
    Instance.Builder other =
        Instance.builder(Parser.parse(TINY)).withMachineFactory(module.machineFactory());

    assertThatThrownBy(other::build).isInstanceOf(IllegalArgumentException.class);
  }

  private static long apply(ChicoryModule module, String export, long argument) {
    return module.instanceBuilder().build().export(export).apply(argument)[0];
  }
}
