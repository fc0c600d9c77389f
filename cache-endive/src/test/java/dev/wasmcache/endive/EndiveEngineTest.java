package dev.wasmcache.endive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wasmcache.Artifact;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.MalformedException;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;

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

  @ParameterizedTest
  @EnumSource(names = {"SOURCE_MAP", "QCMS"})
  void compile_twice_answersTheSameBytes(RealModules real) {
    Artifact first = engine.compile(real.bytes());

    assertThat(EndiveEngine.create().compile(real.bytes())).isEqualTo(first);
  }

  @Test
  void compile_ofTextThatIsNoModule_throwsEndivesException() {
    byte[] text = "not a module".getBytes();

    assertThatThrownBy(() -> engine.compile(text)).isInstanceOf(MalformedException.class);
  }

  @Test
  void compile_ofInvalidModule_throwsWhatEndiveThrows() {
    byte[] invalid = new TinyModule().function(TinyModule.I32_ADD).bytes();

    assertThatThrownBy(() -> engine.compile(invalid))
        .hasSameClassAs(catchThrowable(() -> Parser.parse(invalid)));
  }

  @ParameterizedTest
  @ValueSource(ints = {TinyModule.CALL, TinyModule.RETURN_CALL})
  void load_withInterpretedFunctionThatCallsACompiledOne_runsBoth(int callInstruction) {
    byte[] wasm = TinyModule.callingEachOther(callInstruction).bytes();
    EndiveEngine interpreting = EndiveEngine.builder().interpretedFunctions(Set.of(0)).build();

    EndiveModule module = interpreting.load(wasm, interpreting.compile(wasm));

    assertThat(apply(module, "0", 4)).isEqualTo(50);
  }

  @Test
  void load_withEveryOtherFunctionInterpreted_runsAsPlainEndiveDoes() {
    byte[] wasm = RealModules.QCMS.bytes();
    Set<Integer> interpreted =
        IntStream.range(20, 60).filter(i -> i % 2 == 0).boxed().collect(Collectors.toSet());
    EndiveEngine interpreting = EndiveEngine.builder().interpretedFunctions(interpreted).build();
    WasmModule plain = Parser.parse(wasm);
    List<String> expected =
        ObservedRun.of(
            plain,
            Instance.builder(plain)
                .withMachineFactory(
                    MachineFactoryCompiler.builder(plain)
                        .withInterpreterFallback(InterpreterFallback.FAIL)
                        .withInterpretedFunctions(interpreted)
                        .compile()));

    EndiveModule module = interpreting.load(wasm, interpreting.compile(wasm));

    assertThat(ObservedRun.of(module.wasmModule(), module.instanceBuilder())).isEqualTo(expected);
  }

  @Test
  void load_ofArtifactWithInterpretedFunctions_failsAsTheCompilerDoesIfThatIsForbidden() {
    byte[] wasm = RealModules.AMMO.bytes();
    EndiveEngine interpreting = EndiveEngine.builder().interpretedFunctions(Set.of(500)).build();
    Artifact artifact = interpreting.compile(wasm);
    EndiveEngine failing =
        EndiveEngine.builder().interpreterFallback(InterpreterFallback.FAIL).build();

    assertThatThrownBy(() -> failing.load(wasm, artifact))
        .isInstanceOf(WasmEngineException.class)
        .hasMessageContaining("[500]");
  }

  @Test
  void compile_withFunctionTooLarge_failsIfInterpretingIsForbidden() {
    byte[] wasm = RealModules.RHINO3DM.bytes();
    EndiveEngine failing =
        EndiveEngine.builder().interpreterFallback(InterpreterFallback.FAIL).build();

    assertThatThrownBy(() -> failing.compile(wasm)).isInstanceOf(WasmEngineException.class);
  }

  @Test
  void load_withKeptCode_answersTheModuleAsParsed() {
    EndiveEngine keeping = EndiveEngine.builder().keepCode(true).build();
    byte[] wasm = RealModules.SOURCE_MAP.bytes();

    EndiveModule module = keeping.load(wasm, keeping.compile(wasm));

    assertThat(module.wasmModule()).isEqualTo(Parser.parse(wasm));
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

  @Test
  void fingerprint_ofEnginesThatDiffer_differs() {
    List<EndiveEngine> engines =
        List.of(
            engine,
            EndiveEngine.builder().className("some.Name").build(),
            EndiveEngine.builder().maximumFunctionsPerClass(8).build(),
            EndiveEngine.builder().interpreterFallback(InterpreterFallback.SILENT).build(),
            EndiveEngine.builder().interpretedFunctions(Set.of(1)).build(),
            EndiveEngine.builder().interpretedFunctions(range(1_000)).build(),
            EndiveEngine.builder().interpretedFunctions(range(1_001)).build(),
            EndiveEngine.builder().generation(1).build(),
            EndiveEngine.builder().keepCode(true).build());

    assertThat(engines).extracting(EndiveEngine::fingerprint).doesNotHaveDuplicates();
    assertThat(EndiveEngine.create().fingerprint()).isEqualTo(engine.fingerprint());
  }

  @Test
  void fingerprint_namesVersionAndCode() {
    assertThat(engine.fingerprint().engine()).isEqualTo("endive");
    assertThat(engine.fingerprint().engineVersion()).matches("1\\.0\\.0\\+[0-9a-f]{16}");
    assertThat(engine.fingerprint().options())
        .containsAllEntriesOf(Map.of("interpreterFallback", "WARN", "keepCode", "false"));
  }

  @Test
  void build_withInterpretedFunctionsAndAnotherFallback_isRefused() {
    EndiveEngineBuilder builder =
        EndiveEngine.builder()
            .interpretedFunctions(Set.of(1))
            .interpreterFallback(InterpreterFallback.WARN);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FAIL");
  }

  private static Set<Integer> range(int end) {
    return IntStream.range(0, end).boxed().collect(Collectors.toSet());
  }

  private static long apply(EndiveModule module, String export, long argument) {
    return module.instanceBuilder().build().export(export).apply(argument)[0];
  }
}
