package dev.wasmcache.sample.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wasmcache.sample.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ArgumentReaderTest {

  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @CsvSource({
    "i32, 0, 0",
    "i32, -2147483648, -2147483648",
    "i32, 2147483647, 2147483647",
    "i32, 2.0, 2",
    "i32, 1e3, 1000",
    "i64, 9223372036854775807, 9223372036854775807",
    "i64, -9223372036854775808, -9223372036854775808",
    "f32, 1.5, 1069547520",
    "f64, 1, 4607182418800017408",
    "f64, 0.1, 4591870180066957722"
  })
  void read_numberOfType_answersItsBits(String type, String argument, long bits) {
    assertThat(read(List.of(type(type)), "[" + argument + "]")).containsExactly(bits);
  }

  @Test
  void read_namesOfWhatJsonCannotSay_answersThem() {
    assertThat(
            read(
                List.of(ValType.F64, ValType.F64, ValType.F32),
                "[\"NaN\", \"-Infinity\", \"Infinity\"]"))
        .containsExactly(
            Double.doubleToRawLongBits(Double.NaN),
            Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
            Float.floatToRawIntBits(Float.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "i32 | 2147483648 | 2147483648",
        "i32 | -2147483649 | -2147483649",
        "i32 | 1.5 | 1.5",
        "i32 | true | true",
        "i32 | null | null",
        "i32 | {} | {}",
        "i64 | 9223372036854775808 | 9223372036854775808",
        "i64 | \"5\" | \"5\"",
        "f32 | 1e39 | 1.0E39",
        "f64 | 1e400 | \"Infinity\"",
        "f64 | \"one\" | \"one\"",
        "reference | 1 | 1"
      })
  void read_whatIsNotOfTheType_isRefusedByName(String type, String argument, String shown) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(List.of(ValType.I32, type(type)), "[1, " + argument + "]"))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(400);
              assertThat(problem.getBody().getDetail())
                  .contains("Argument 2", type)
                  .contains(shown);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[1]", "[1, 2, 3]", "[\"text\", 1]"})
  void read_wrongNumber_isRefusedWithTheTypes(String arguments) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(List.of(ValType.I32, ValType.I32), arguments, bytes -> 0))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(400);
              assertThat(problem.getBody().getDetail()).contains("work takes (i32, i32)");
            });
  }

  @Test
  void read_text_isWrittenAndGivenAsAddressAndLength() {
    List<String> written = new ArrayList<>();
    ToIntFunction<byte[]> writer =
        bytes -> {
          written.add(new String(bytes, StandardCharsets.UTF_8));
          return 1024;
        };
    long[] values =
        read(
            List.of(ValType.F64, ValType.I32, ValType.I32, ValType.I32),
            "[0, \"größer\", 7]",
            writer);
    assertThat(values).containsExactly(0, 1024, 8, 7);
    assertThat(written).containsExactly("größer");
  }

  @Test
  void read_textForAModuleWithoutAlloc_isRefused() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(List.of(ValType.I32, ValType.I32), "[\"text\"]"))
        .satisfies(problem -> assertThat(problem.getBody().getDetail()).contains("alloc"));
  }

  @Test
  void read_textForASingleParameter_isRefused() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(List.of(ValType.I32, ValType.F64), "[\"text\", 1]", bytes -> 0))
        .satisfies(
            problem -> assertThat(problem.getBody().getDetail()).contains("this is a single one"));
  }

  private static long[] read(List<ValType> parameters, String json) {
    return read(parameters, json, null);
  }

  private static long[] read(
      List<ValType> parameters, String json, ToIntFunction<byte[]> textWriter) {
    List<JsonNode> arguments = List.copyOf(JSON.readTree(json).values());
    return new ArgumentReader("work", FunctionType.of(parameters, List.of()), textWriter)
        .read(arguments);
  }

  private static ValType type(String name) {
    return switch (name) {
      case "i32" -> ValType.I32;
      case "i64" -> ValType.I64;
      case "f32" -> ValType.F32;
      case "f64" -> ValType.F64;
      default -> ValType.ExternRef;
    };
  }
}
