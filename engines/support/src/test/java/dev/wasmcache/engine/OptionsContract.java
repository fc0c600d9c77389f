package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.Engine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The effects of an engine's options. */
public abstract class OptionsContract<M> {

  private final TestedEngine<M> tested;

  protected OptionsContract(TestedEngine<M> tested) {
    this.tested = tested;
  }

  @ParameterizedTest
  @ValueSource(ints = {TinyModule.CALL, TinyModule.RETURN_CALL})
  void load_withInterpretedFunctionThatCallsACompiledOne_runsBoth(int callInstruction) {
    byte[] wasm = TinyModule.callingEachOther(callInstruction).bytes();

    M module = compiledAndLoaded(tested.builder().interpretedFunctions(Set.of(0)).build(), wasm);

    assertThat(tested.apply(module, "0", 4)).isEqualTo(50);
  }

  @Test
  void load_withEveryOtherFunctionInterpreted_runsAsThePlainEngineDoes() {
    byte[] wasm = RealModules.QCMS.bytes();
    Set<Integer> interpreted =
        IntStream.range(20, 60).filter(i -> i % 2 == 0).boxed().collect(Collectors.toSet());

    M module = compiledAndLoaded(tested.builder().interpretedFunctions(interpreted).build(), wasm);

    assertThat(tested.observe(module)).isEqualTo(tested.observePlain(wasm, interpreted));
  }

  @Test
  void load_withEveryFunctionInterpreted_runsAsThePlainEngineDoes() {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();
    Set<Integer> interpreted = IntStream.range(1, 46).boxed().collect(Collectors.toSet());

    M module = compiledAndLoaded(tested.builder().interpretedFunctions(interpreted).build(), wasm);

    assertThat(tested.observe(module)).isEqualTo(tested.observePlain(wasm, interpreted));
    assertThat(tested.observe(module))
        .as("a second instance")
        .isEqualTo(tested.observePlain(wasm, interpreted));
  }

  @Test
  void load_ofArtifactWithInterpretedFunctions_failsAsTheCompilerDoesIfThatIsForbidden() {
    byte[] wasm = RealModules.AMMO.bytes();
    Artifact artifact = tested.builder().interpretedFunctions(Set.of(500)).build().compile(wasm);
    Engine<M> failing = tested.builder(EngineOptions.Fallback.FAIL).build();

    assertThatThrownBy(() -> failing.load(wasm, artifact))
        .isInstanceOf(tested.exception())
        .hasMessageContaining("[500]");
  }

  @Test
  void compile_withFunctionTooLarge_failsIfInterpretingIsForbidden() {
    byte[] wasm = RealModules.RHINO3DM.bytes();
    Engine<M> failing = tested.builder(EngineOptions.Fallback.FAIL).build();

    assertThatThrownBy(() -> failing.compile(wasm)).isInstanceOf(tested.exception());
  }

  @Test
  void load_withKeptCode_answersTheModuleAsParsed() {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();

    M module = compiledAndLoaded(tested.builder().keepCode(true).build(), wasm);

    assertThat(tested.wasmModule(module)).isEqualTo(tested.parse(wasm));
  }

  @Test
  void fingerprint_ofEnginesThatDiffer_differs() {
    List<Engine<M>> engines =
        List.of(
            tested.builder().build(),
            tested.builder().className("some.Name").build(),
            tested.builder().maximumFunctionsPerClass(8).build(),
            tested.builder(EngineOptions.Fallback.SILENT).build(),
            tested.builder().interpretedFunctions(Set.of(1)).build(),
            tested.builder().interpretedFunctions(range(1_000)).build(),
            tested.builder().interpretedFunctions(range(1_001)).build(),
            tested.builder().generation(1).build(),
            tested.builder().keepCode(true).build());

    assertThat(engines).extracting(Engine::fingerprint).doesNotHaveDuplicates();
    assertThat(tested.builder().build().fingerprint()).isEqualTo(engines.get(0).fingerprint());
  }

  @Test
  void fingerprint_namesVersionAndCode() {
    Engine<M> engine = tested.builder().build();

    assertThat(engine.fingerprint().engine()).isEqualToIgnoringCase(tested.family().name());
    assertThat(engine.fingerprint().engineVersion()).matches("[0-9.]+\\+[0-9a-f]{16}");
    assertThat(engine.fingerprint().options())
        .containsAllEntriesOf(Map.of("interpreterFallback", "WARN", "keepCode", "false"));
  }

  @Test
  void build_withInterpretedFunctionsAndAnotherFallback_isRefused() {
    EngineBuilder<M, ?> builder =
        tested.builder(EngineOptions.Fallback.WARN).interpretedFunctions(Set.of(1));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FAIL");
  }

  @Test
  void load_thatLinksClasses_verifiesThoseThatAreNotUsed() {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();
    Engine<M> engine = tested.builder().build();
    Engine<M> linking = tested.builder().linkClasses(true).build();
    Artifact artifact = engine.compile(wasm);
    Artifact unverifiable = withUnverifiableClass(wasm, artifact);

    assertThat(linking.fingerprint()).isEqualTo(engine.fingerprint());
    assertThat(tested.observe(linking.load(wasm, artifact)))
        .isEqualTo(tested.observe(engine.load(wasm, artifact)));
    assertThatCode(() -> engine.load(wasm, unverifiable)).doesNotThrowAnyException();
    assertThatThrownBy(() -> linking.load(wasm, unverifiable)).isInstanceOf(VerifyError.class);
  }

  private static Artifact withUnverifiableClass(byte[] wasm, Artifact artifact) {
    Bundle bundle = Bundle.read(artifact.asByteBuffer());
    ModuleRecipe recipe = new ModuleRecipe(bundle.form(), 0, bundle.interpretedFunctions());
    Map<String, byte[]> classes = new TreeMap<>();
    bundle
        .classes()
        .forEach(
            (name, content) -> {
              byte[] bytes = new byte[content.remaining()];
              content.duplicate().get(bytes);
              classes.put(name, bytes);
            });
    String added = bundle.mainClass() + "Unverifiable";
    classes.put(added, UnverifiableClass.bytes(added));
    byte[] content =
        Bundle.of(recipe, bundle.module(wasm), bundle.bodies(), bundle.mainClass(), classes)
            .toBytes();
    return Artifact.builder()
        .content(content)
        .fingerprint(artifact.fingerprint().orElseThrow())
        .build();
  }

  private static <M> M compiledAndLoaded(Engine<M> engine, byte[] wasm) {
    return engine.load(wasm, engine.compile(wasm));
  }

  private static Set<Integer> range(int end) {
    return IntStream.range(0, end).boxed().collect(Collectors.toSet());
  }
}
