package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BundleTest {

  private static final byte[] WASM =
      TinyModule.callingEachOther(TinyModule.CALL).importing("env", "f").bytes();

  private static final byte[] NO_BODIES = {};
  private static final Map<String, byte[]> MAIN_CLASS = Map.of("a.Main", new byte[] {3});

  private final byte[] artifact =
      bundle(
              ModuleForm.VALIDATED,
              new byte[] {4, 5},
              Set.of(7, 3),
              Map.of("a/Main", new byte[] {1, 2}, "a.Other", new byte[] {3}))
          .toBytes();

  private static Bundle bundle(
      ModuleForm form, byte[] bodies, Set<Integer> interpreted, Map<String, byte[]> classes) {
    ModuleRecipe recipe = new ModuleRecipe(form, 1, interpreted);
    return Bundle.of(recipe, recipe.apply(WASM), bodies, "a.Main", classes);
  }

  @Test
  void read_ofWhatWasWritten_answersIt() {
    Bundle bundle = Bundle.read(ByteBuffer.wrap(artifact));

    assertThat(bundle.form()).isEqualTo(ModuleForm.VALIDATED);
    assertThat(bundle.module(WASM)).isEqualTo(ModuleEmptier.empty(WASM, 1, Set.of(3, 7)));
    assertThat(bundle.bodies()).containsExactly(4, 5);
    assertThat(bundle.interpretedFunctions()).containsExactly(3, 7);
    assertThat(bundle.mainClass()).isEqualTo("a.Main");
    assertThat(bundle.classes())
        .containsExactly(
            Map.entry("a.Main", ByteBuffer.wrap(new byte[] {1, 2})),
            Map.entry("a.Other", ByteBuffer.wrap(new byte[] {3})));
    assertThat(bundle.weight(bundle.module(WASM))).isPositive();
    assertThat(bundle.toBytes()).isEqualTo(artifact);
  }

  @Test
  void read_ofArtifactCutShort_failsAtEveryLengthBeforeTheDirectory() {
    int directory = new String(artifact, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");

    for (int length = 0; length < directory + 4; length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(artifact, length));

      assertThatThrownBy(() -> Bundle.read(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void read_ofBundleWithoutItsMainClass_fails() {
    byte[] without =
        bundle(ModuleForm.EMPTIED, NO_BODIES, Set.of(), Map.of("a.Other", new byte[] {3}))
            .toBytes();

    assertThatThrownBy(() -> Bundle.read(ByteBuffer.wrap(without)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.Main");
  }

  @Test
  void read_ofEmptiedBundleWithoutTheInterpretedBodies_fails() {
    byte[] without = bundle(ModuleForm.EMPTIED, NO_BODIES, Set.of(1), MAIN_CLASS).toBytes();

    assertThatThrownBy(() -> Bundle.read(ByteBuffer.wrap(without)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interpreted.code");
  }

  @Test
  void toBytes_always_leavesOutTheModule() {
    byte[] large = TinyModule.callingEachOther(TinyModule.CALL).customSection("x", 9000).bytes();
    for (ModuleForm form : ModuleForm.values()) {
      ModuleRecipe recipe = new ModuleRecipe(form, 0, Set.of());

      byte[] bytes =
          Bundle.of(recipe, recipe.apply(large), NO_BODIES, "a.Main", MAIN_CLASS).toBytes();

      assertThat(bytes).as("%s", form).hasSizeLessThan(1000);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void module_ofAnotherModule_isRefused(ModuleForm form) {
    Bundle bundle =
        Bundle.read(ByteBuffer.wrap(bundle(form, NO_BODIES, Set.of(), MAIN_CLASS).toBytes()));
    byte[] other = TinyModule.callingEachOther(TinyModule.CALL).importing("env", "g").bytes();

    assertThat(bundle.module(WASM)).isNotEmpty();
    assertThatThrownBy(() -> bundle.module(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another module");
  }

  @Test
  void read_withoutAChecksumOfTheModule_isRefused() {
    byte[] without = artifact.clone();
    int line = new String(without, StandardCharsets.ISO_8859_1).indexOf("moduleChecksum");
    without[line] = 'x';
    setChecksumOfFirstEntry(without);

    assertThatThrownBy(() -> Bundle.read(ByteBuffer.wrap(without)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("moduleChecksum");
  }

  private static void setChecksumOfFirstEntry(byte[] zip) {
    ByteBuffer header = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int start = 30 + header.getShort(26) + header.getShort(28);
    CRC32 checksum = new CRC32();
    checksum.update(zip, start, header.getInt(18));
    header.putInt(14, (int) checksum.getValue());
  }
}
