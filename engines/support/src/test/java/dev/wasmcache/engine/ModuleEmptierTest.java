package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleEmptierTest {

  /** A module with an import, two functions, debugging data and names. */
  static final byte[] WASM =
      TinyModule.callingEachOther(TinyModule.CALL)
          .importing("env", "f")
          .customSection(".debug_line", 50)
          .customSection("name", 5)
          .bytes();

  private static final byte[] SECOND_BODY = {7, 0, 0x20, 0, 0x41, 10, 0x6c, 0x0b};
  private static final byte[] EMPTY_BODY = {3, 0, 0x00, 0x0b};

  @Test
  void empty_withoutInterpretedFunctions_keepsNoCodeAndNoDebuggingData() {
    byte[] emptied = ModuleEmptier.empty(WASM, 1, Set.of());

    assertThat(code(emptied)).isEqualTo(joined(new byte[] {2}, EMPTY_BODY, EMPTY_BODY));
    assertThat(new String(emptied, StandardCharsets.ISO_8859_1))
        .contains("name")
        .doesNotContain(".debug_line");
  }

  @Test
  void empty_withInterpretedFunction_keepsItsBodyInItsPlace() {
    byte[] emptied = ModuleEmptier.empty(WASM, 1, Set.of(2));

    assertThat(code(emptied)).isEqualTo(joined(new byte[] {2}, EMPTY_BODY, SECOND_BODY));
  }

  @Test
  void bodies_ofOneFunction_areACodeSectionWithItAlone() {
    assertThat(ModuleEmptier.bodies(WASM, 1, Set.of(2)))
        .isEqualTo(joined(new byte[] {1}, SECOND_BODY));
  }

  @Test
  void bodies_ofNoFunction_areAnEmptyCodeSection() {
    assertThat(ModuleEmptier.bodies(WASM, 1, Set.of())).isEqualTo(new byte[] {0});
  }

  @Test
  void empty_ofModuleCutShort_failsOrEmptiesWhatIsThere() {
    for (int length = 0; length < WASM.length; length++) {
      byte[] cut = Arrays.copyOf(WASM, length);
      try {
        assertThat(ModuleEmptier.empty(cut, 1, Set.of())).hasSizeLessThanOrEqualTo(length);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("(The module|A function|The functions).*");
      }
    }
    assertThatThrownBy(() -> ModuleEmptier.empty(new byte[7], 0, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Returns the content of the code section. */
  static byte[] code(byte[] module) {
    WasmSection code =
        WasmSection.of(module).stream()
            .filter(section -> section.id() == WasmSection.CODE)
            .findFirst()
            .orElseThrow();
    return code.reader().readRest();
  }

  private static byte[] joined(byte[]... parts) {
    WasmWriter all = new WasmWriter(64);
    for (byte[] part : parts) {
      all.writeRange(part, 0, part.length);
    }
    return all.toBytes();
  }
}
