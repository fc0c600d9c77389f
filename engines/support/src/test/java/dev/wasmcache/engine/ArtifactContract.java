package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wasmcache.Artifact;
import dev.wasmcache.Engine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The content of an engine's artifacts. */
public abstract class ArtifactContract<M> {

  private static final int[] V128_CONST_ZERO = {
    0xfd, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int DROP = 0x1a;

  private final TestedEngine<M> tested;

  protected ArtifactContract(TestedEngine<M> tested) {
    this.tested = tested;
  }

  /** The compiler's internal entry point must continue to produce what the public one does. */
  @ParameterizedTest
  @EnumSource(names = {"SOURCE_MAP", "AMMO"})
  void compile_ofRealModule_makesTheClassesOfThePublicCompiler(RealModules real)
      throws IOException {
    byte[] wasm = real.bytes();
    Map<String, ByteBuffer> plain = classes(tested.jarOfPlainCompiler(wasm));
    String machine =
        plain.keySet().stream().min(Comparator.comparing(String::length)).orElseThrow();

    Engine<M> engine = tested.builder().className(machine).build();

    assertThat(Bundle.read(engine.compile(wasm).asByteBuffer()).classes()).isEqualTo(plain);
  }

  @ParameterizedTest
  @EnumSource(names = {"SOURCE_MAP", "QCMS"})
  void compile_always_putsTheClassesIntoAPackageOfTheModule(RealModules real) throws Exception {
    byte[] wasm = real.bytes();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(wasm);
    String own = "wasmcache.m" + HexFormat.of().formatHex(digest).substring(0, 16) + ".";

    Bundle bundle = compile(wasm, Set.of());

    assertThat(bundle.mainClass()).startsWith(own);
    assertThat(bundle.classes().keySet()).isNotEmpty().allMatch(name -> name.startsWith(own));
  }

  @ParameterizedTest
  @EnumSource(names = {"SOURCE_MAP", "QCMS"})
  void compile_twice_answersTheSameBytes(RealModules real) {
    Artifact first = tested.builder().build().compile(real.bytes());

    assertThat(tested.builder().build().compile(real.bytes())).isEqualTo(first);
  }

  @Test
  void compile_withEverythingCompiled_emptiesTheModule() {
    byte[] wasm = RealModules.AMMO.bytes();

    Bundle bundle = compile(wasm, Set.of());

    assertThat(bundle.form()).isEqualTo(ModuleForm.EMPTIED);
    assertThat(bundle.module(wasm)).hasSizeLessThan(wasm.length / 10);
  }

  @Test
  void compile_withFunctionTooLarge_saysWhichAndKeepsItsBodyApart() {
    byte[] wasm = RealModules.RHINO3DM.bytes();

    Bundle bundle = compile(wasm, Set.of());

    assertThat(bundle.interpretedFunctions()).containsExactly(4818);
    assertThat(bundle.form()).isEqualTo(ModuleForm.EMPTIED);
    assertThat(bundle.module(wasm)).hasSizeLessThan(420_000);
    assertThat(bundle.bodies()).hasSizeBetween(100_000, 110_000);
    assertThat(bundle.classes().values())
        .extracting(classFile -> StandardCharsets.ISO_8859_1.decode(classFile.duplicate()))
        .noneMatch(text -> text.toString().contains("CompilerInterpreterMachine"))
        .filteredOn(text -> text.toString().contains("InterpretedFunctions"))
        .hasSize(1);
  }

  @Test
  void compile_withInterpretedTailCall_keepsTheModuleWhole() {
    byte[] wasm = TinyModule.callingEachOther(TinyModule.RETURN_CALL).bytes();

    Bundle bundle = compile(wasm, Set.of(0));

    assertThat(bundle.form()).isEqualTo(ModuleForm.WHOLE);
    assertThat(bundle.module(wasm)).isEqualTo(wasm);
  }

  @Test
  void compile_withInterpretedInstructionThatNeedsAHint_hasTheModuleValidated() {
    int[] instructions = Arrays.copyOf(V128_CONST_ZERO, V128_CONST_ZERO.length + 3);
    instructions[V128_CONST_ZERO.length] = DROP;
    instructions[V128_CONST_ZERO.length + 1] = TinyModule.LOCAL_GET;
    byte[] wasm = new TinyModule().function(instructions).bytes();

    assertThat(compile(wasm, Set.of(0)).form()).isEqualTo(ModuleForm.VALIDATED);
  }

  @Test
  void compile_ofWhatIsNoModule_throwsWhatTheEnginesParserThrows() {
    byte[] good = TinyModule.callingEachOther(TinyModule.CALL).bytes();
    byte[] invalid = new TinyModule().function(TinyModule.I32_ADD).bytes();

    assertThatCompileThrowsAsTheParser("not a module".getBytes());
    assertThatCompileThrowsAsTheParser(invalid);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      if (catchThrowable(() -> tested.parse(cut)) != null) {
        assertThatCompileThrowsAsTheParser(cut);
      }
    }
  }

  /** What a caller has in any case is not stored, nor sent over a network. */
  @Test
  void compile_ofRealModule_storesClassesAlone() {
    byte[] wasm = RealModules.AMMO.bytes();
    Artifact artifact = tested.builder().build().compile(wasm);
    Bundle bundle = Bundle.read(artifact.asByteBuffer());
    long classes = bundle.classes().values().stream().mapToLong(ByteBuffer::remaining).sum();

    assertThat(artifact.size()).isLessThan(classes + 300L * (bundle.classes().size() + 1));
    assertThat(bundle.module(wasm)).hasSizeGreaterThan(10_000);
  }

  @Test
  void J10_load_withTheBytesOfAnotherModule_isRefused() {
    byte[] wasm = TinyModule.callingEachOther(TinyModule.CALL).customSection("x", 10).bytes();
    byte[] other = TinyModule.callingEachOther(TinyModule.CALL).customSection("x", 11).bytes();
    for (boolean keepCode : new boolean[] {false, true}) {
      Engine<M> engine = tested.builder().keepCode(keepCode).build();
      Artifact artifact = engine.compile(wasm);

      assertThat(tested.apply(engine.load(wasm, artifact), "0", 4)).isEqualTo(50);
      assertThatThrownBy(() -> engine.load(other, artifact))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The cache never returns such an artifact, since it verifies entries. */
  @Test
  void load_ofArtifactWithOneBitFlipped_worksOrFailsAsAnEngineMay() {
    byte[] tiny = TinyModule.callingEachOther(TinyModule.CALL).bytes();
    Engine<M> engine = tested.builder().build();
    byte[] artifact = engine.compile(tiny).bytes();
    Random random = new Random(42);
    for (int i = 0; i < 5_000; i++) {
      byte[] flipped = artifact.clone();
      int bit = random.nextInt(8 * flipped.length);
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));

      Throwable failure = catchThrowable(() -> engine.load(tiny, Artifact.of(flipped)));

      assertThat(failure)
          .as("bit %d flipped", bit)
          .satisfiesAnyOf(
              none -> assertThat(none).isNull(),
              thrown -> assertThat(thrown).isInstanceOf(RuntimeException.class),
              thrown -> assertThat(thrown).isInstanceOf(LinkageError.class));
    }
  }

  private void assertThatCompileThrowsAsTheParser(byte[] wasm) {
    Throwable expected = catchThrowable(() -> tested.parse(wasm));

    assertThatThrownBy(() -> compile(wasm, Set.of()))
        .hasSameClassAs(expected)
        .hasMessage(expected.getMessage());
  }

  private Bundle compile(byte[] wasm, Set<Integer> interpreted) {
    Engine<M> engine = tested.builder().interpretedFunctions(interpreted).build();
    return Bundle.read(engine.compile(wasm).asByteBuffer());
  }

  private static Map<String, ByteBuffer> classes(byte[] file) throws IOException {
    Map<String, ByteBuffer> classes = new TreeMap<>();
    try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(file))) {
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        if (entry.getName().endsWith(".class")) {
          String name = entry.getName().replace(".class", "").replace('/', '.');
          classes.put(name, ByteBuffer.wrap(jar.readAllBytes()));
        }
      }
    }
    return classes;
  }
}
