package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EmptiedModuleTest {

  private static final byte[] WASM =
      TinyModule.callingEachOther(TinyModule.CALL)
          .importing("env", "f")
          .customSection(".debug_line", 50)
          .customSection("name", 5)
          .bytes();

  @Test
  void read_ofModuleWithOneFunctionInterpreted_knowsItByItsPlaceAmongTheBodies() {
    EmptiedModule module = EmptiedModule.read(ModuleEmptier.empty(WASM, 1, Set.of(2)));

    assertThat(module.functionCount()).isEqualTo(2);
    assertThat(module.keptFunctions()).containsExactly(1);
    assertThat(EmptiedModule.read(module.keptCode()).functionCount()).isEqualTo(1);
    assertThat(EmptiedModule.read(module.withoutCode()).functionCount()).isZero();
  }

  @Test
  void empty_withoutInterpretedFunctions_keepsNoCodeAndNoDebuggingData() {
    byte[] emptied = ModuleEmptier.empty(WASM, 1, Set.of());

    assertThat(EmptiedModule.read(emptied).keptFunctions()).isEmpty();
    assertThat(new String(emptied, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("name")
        .doesNotContain(".debug_line");
  }

  @Test
  void read_ofModuleCutShort_failsOrReadsWhatIsThere() {
    for (int length = 0; length < WASM.length; length++) {
      byte[] cut = Arrays.copyOf(WASM, length);
      try {
        assertThat(EmptiedModule.read(cut).functionCount()).isIn(0, 2);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("The module");
      }
    }
    assertThatThrownBy(() -> EmptiedModule.read(new byte[7]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
