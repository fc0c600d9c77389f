package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wasmcache.Artifact;
import dev.wasmcache.Engine;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules that announce more than they have, and similar modules that are valid. */
public abstract class AnnouncedSizesContract<M> {

  private static final int MUTANTS = 500;
  private static final long MOST_ALLOCATED = 8 << 20;

  private final TestedEngine<M> tested;
  private final InstructionSet instructions;

  protected AnnouncedSizesContract(TestedEngine<M> tested, InstructionSet instructions) {
    this.tested = tested;
    this.instructions = instructions;
  }

  @Test
  void M01_compile_of18BytesThatClaimManyParameters_isMalformed() {
    byte[] wasm = LyingModules.manyParameters();

    assertThat(wasm).hasSize(18);
    assertThatIsMalformed(wasm);
  }

  static Stream<Arguments> lies() {
    return LyingModules.all().entrySet().stream()
        .map(module -> Arguments.of(module.getKey(), module.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void M02_compile_ofAModuleThatAnnouncesMoreThanItHas_isMalformed(String what, byte[] wasm) {
    assertThatIsMalformed(wasm);
  }

  /** Lengths that the parsers read as negative, so that they would go on before where they are. */
  @Test
  void M03_compile_ofLengthsThatLeadBackwards_isMalformed() {
    assertThatIsMalformed(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 0, -6, -1, -1, -1, 0x0f});
    // A parser that follows it does not end.
    assertThatIsMalformed(
        new byte[] {
          0, 'a', 's', 'm', 1, 0, 0, 0, 0, 11, 4, 'n', 'a', 'm', 'e', 4, -6, -1, -1, -1, 0x0f
        });
  }

  @Test
  void M04_compile_ofMoreLocalsThanAnyFunctionHas_isMalformed() {
    assertThatIsMalformed(LyingModules.locals(1, 1, 50_001));
    assertThatIsMalformed(LyingModules.locals(1, 1, -1));
    assertThatIsMalformed(LyingModules.locals(1, 2, 40_000));
    assertThatIsMalformed(LyingModules.locals(1, 1_000, 50_000));
  }

  @Test
  void M05_compile_ofManyFunctionsWithManyLocals_isMalformed() {
    assertThatIsMalformed(LyingModules.locals(1_000, 1, 50_000));
  }

  @Test
  void M06_compile_ofAFunctionWithManyLocals_isTaken() {
    tested.builder().build().compile(LyingModules.locals(100, 1, 1_000));
    tested.builder().build().compile(LyingModules.locals(1, 1, 50_000));
  }

  @ParameterizedTest
  @EnumSource
  void M07_objectionTo_aRealModule_isNone(RealModules real) {
    assertThat(AnnouncedSizes.objectionTo(real.bytes(), instructions)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SOURCE_MAP", "QCMS"})
  void M08_objectionTo_aMutantThatTheEngineParses_isNone(RealModules real) {
    assertThatNoGoodMutantIsRefused(real.bytes(), new Random(1));
  }

  @Test
  void M08_objectionTo_aMutantOfATinyModuleThatTheEngineParses_isNone() {
    for (int i = 0; i < 20; i++) {
      assertThatNoGoodMutantIsRefused(ModuleOfEverything.bytes(), new Random(i));
      assertThatNoGoodMutantIsRefused(
          TinyModule.callingEachOther(TinyModule.CALL).bytes(), new Random(i));
    }
  }

  private void assertThatNoGoodMutantIsRefused(byte[] wasm, Random random) {
    int parsed = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = wasm.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        mutant[WasmSection.PREAMBLE + random.nextInt(wasm.length - WasmSection.PREAMBLE)] =
            (byte) random.nextInt(256);
      }
      if (AnnouncedSizes.objectionTo(mutant, instructions).isPresent()) {
        assertThat(catchThrowable(() -> tested.parse(mutant))).isNotNull();
      } else {
        parsed += catchThrowable(() -> tested.parse(mutant)) == null ? 1 : 0;
      }
    }
    assertThat(parsed).isPositive();
  }

  @Test
  void M07_objectionTo_aModuleOfEverything_isNone() {
    tested.parse(ModuleOfEverything.bytes());

    assertThat(AnnouncedSizes.objectionTo(ModuleOfEverything.bytes(), instructions)).isEmpty();
  }

  /** The parsers read an instruction before they check whether the function has ended. */
  @Test
  void M09_compile_ofAFunctionThatSaysItEndsEarlier_isTakenAsTheEngineDoes() {
    byte[] wasm = LyingModules.locals(2, 0, 0);
    int sizeOfTheFirst = wasm.length - 6;
    assertThat(wasm[sizeOfTheFirst]).isEqualTo((byte) 2);
    for (byte size = 0; size < 2; size++) {
      wasm[sizeOfTheFirst] = size;
      tested.parse(wasm);
      Engine<M> engine = tested.builder().build();

      Artifact artifact = engine.compile(wasm);

      assertThat(Bundle.read(artifact.asByteBuffer()).form()).isEqualTo(ModuleForm.WHOLE);
      assertThat(engine.load(wasm, artifact)).isNotNull();
    }
  }

  private void assertThatIsMalformed(byte[] wasm) {
    Engine<M> engine = tested.builder().build();
    long before = allocated();

    Throwable thrown = catchThrowable(() -> engine.compile(wasm));

    assertThat(thrown).isInstanceOf(tested.malformed());
    assertThat(allocated() - before).isLessThan(MOST_ALLOCATED);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
