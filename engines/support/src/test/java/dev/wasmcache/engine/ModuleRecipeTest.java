package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleRecipeTest {

  private static final byte[] WASM = ModuleEmptierTest.WASM;

  @Test
  void apply_emptied_leavesTheNumberOfFunctionsAndNoDebuggingData() {
    byte[] emptied = recipe(ModuleForm.EMPTIED).apply(WASM);

    assertThat(ModuleEmptierTest.code(emptied)).containsExactly(2);
    assertThat(new String(emptied, StandardCharsets.ISO_8859_1))
        .contains("name")
        .doesNotContain(".debug_line");
    assertThat(withoutCode(emptied)).isEqualTo(withoutCode(ModuleEmptier.empty(WASM, 1, Set.of())));
  }

  @Test
  void apply_validated_keepsTheBodiesOfInterpretedFunctions() {
    assertThat(recipe(ModuleForm.VALIDATED).apply(WASM))
        .isEqualTo(ModuleEmptier.empty(WASM, 1, Set.of(2)));
  }

  @Test
  void apply_whole_copiesTheModule() {
    assertThat(recipe(ModuleForm.WHOLE).apply(WASM)).isEqualTo(WASM).isNotSameAs(WASM);
  }

  @Test
  void apply_none_makesNothing() {
    assertThat(recipe(ModuleForm.NONE).apply(WASM)).isEmpty();
  }

  @Test
  void apply_moduleCutShort_failsOrEmptiesWhatIsThere() {
    for (int length = 0; length < WASM.length; length++) {
      byte[] cut = Arrays.copyOf(WASM, length);
      try {
        assertThat(recipe(ModuleForm.EMPTIED).apply(cut)).hasSizeLessThanOrEqualTo(length);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("The module");
      }
    }
  }

  private static ModuleRecipe recipe(ModuleForm form) {
    return new ModuleRecipe(form, 1, Set.of(2));
  }

  private static List<String> withoutCode(byte[] module) {
    return WasmSection.of(module).stream()
        .filter(section -> section.id() != WasmSection.CODE)
        .map(section -> section.id() + Arrays.toString(section.reader().readRest()))
        .toList();
  }
}
