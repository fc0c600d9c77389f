package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BundleTest {

  private final byte[] artifact =
      Bundle.of(
              ModuleForm.VALIDATED,
              TinyModule.callingEachOther(TinyModule.CALL).bytes(),
              new byte[] {4, 5},
              Set.of(7, 3),
              "a.Main",
              Map.of("a/Main", new byte[] {1, 2}, "a.Other", new byte[] {3}))
          .toBytes();

  @Test
  void read_ofWhatWasWritten_answersIt() {
    Bundle bundle = Bundle.read(ByteBuffer.wrap(artifact));

    assertThat(bundle.form()).isEqualTo(ModuleForm.VALIDATED);
    assertThat(bundle.module()).isEqualTo(TinyModule.callingEachOther(TinyModule.CALL).bytes());
    assertThat(bundle.bodies()).containsExactly(4, 5);
    assertThat(bundle.interpretedFunctions()).containsExactly(3, 7);
    assertThat(bundle.mainClass()).isEqualTo("a.Main");
    assertThat(bundle.classes())
        .containsExactly(
            Map.entry("a.Main", ByteBuffer.wrap(new byte[] {1, 2})),
            Map.entry("a.Other", ByteBuffer.wrap(new byte[] {3})));
    assertThat(bundle.weight()).isPositive();
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
        Bundle.of(
                ModuleForm.EMPTIED,
                new byte[8],
                new byte[0],
                Set.of(),
                "a.Main",
                Map.of("a.Other", new byte[] {3}))
            .toBytes();

    assertThatThrownBy(() -> Bundle.read(ByteBuffer.wrap(without)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.Main");
  }

  @Test
  void read_ofEmptiedBundleWithoutTheInterpretedBodies_fails() {
    byte[] without =
        Bundle.of(
                ModuleForm.EMPTIED,
                new byte[8],
                new byte[0],
                Set.of(1),
                "a.Main",
                Map.of("a.Main", new byte[] {3}))
            .toBytes();

    assertThatThrownBy(() -> Bundle.read(ByteBuffer.wrap(without)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interpreted.code");
  }
}
