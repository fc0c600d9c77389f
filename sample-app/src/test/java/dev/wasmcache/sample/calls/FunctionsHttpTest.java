package dev.wasmcache.sample.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.sample.Guests;
import dev.wasmcache.sample.HttpTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

@HttpTest
class FunctionsHttpTest {

  @Autowired private RestTestClient client;

  @BeforeEach
  void uploadGuests() {
    upload("misbehaving");
    upload("hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 * (3 + 4) ^ 2 | 98",
        "2^3^2 | 512",
        "-2 ^ 2 | -4",
        "0.1 + 0.2 | 0.3",
        "sin(pi / 6) | 0.5",
        "sqrt(2) | 1.4142135623731",
        "10 % 4 - 1 | 1",
        "1 / 0 | column 6: division by zero",
        "2 + | column 4: the expression ends too early",
        "(1 + 2 | column 7: a closing parenthesis is missing",
        "2 x 3 | column 3: an operator is expected",
        "größe | column 3: there is no such constant"
      })
  void call_calculator_evaluates(String expression, String value) {
    call("calculator/functions/evaluate", "[\"" + expression + "\"]")
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentType(MediaType.APPLICATION_JSON)
        .expectBody()
        .jsonPath("$.result")
        .value(String.class, result -> assertThat(result).startsWith(value));
  }

  @Test
  void call_deeplyNestedExpression_isRefusedByTheModule() {
    call("calculator/functions/evaluate", "[\"" + "(".repeat(100_000) + "\"]")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.result")
        .isEqualTo("column 201: the expression is nested too deeply");
  }

  @Test
  void call_mandelbrot_answersAnImageOfTheSet() throws IOException {
    byte[] png =
        call("mandelbrot/functions/render", "[-0.5, 0, 3, 90, 60]")
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentType(MediaType.IMAGE_PNG)
            .expectHeader()
            .value("Server-Timing", timing -> assertThat(timing).startsWith("load;desc=live"))
            .expectBody()
            .returnResult()
            .getResponseBody();

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(90);
    assertThat(image.getHeight()).isEqualTo(60);
    for (int row = 0; row < 60; row++) {
      for (int column = 0; column < 90; column++) {
        double x = -0.5 + (column + 0.5 - 45) * 0.05;
        double y = (30 - row - 0.5) * 0.05;
        boolean black = (image.getRGB(column, row) & 0xFFFFFF) == 0;
        assertThat(black).as("%d, %d", column, row).isEqualTo(isInMandelbrotSet(x, y));
      }
    }
  }

  private static boolean isInMandelbrotSet(double cx, double cy) {
    double x = 0;
    double y = 0;
    for (int n = 0; n < 255; n++) {
      if (x * x + y * y > 4) {
        return false;
      }
      double next = x * x - y * y + cx;
      y = 2 * x * y + cy;
      x = next;
    }
    return true;
  }

  @Test
  void call_sourceMap_answersWhereAPositionComesFrom() {
    String map =
        "{'version': 3, 'sources': ['greet.ts'], 'names': ['greet'], 'mappings': 'AAAA,SAASA'}"
            .replace('\'', '"');
    call("source-map/functions/original", "[" + map + ", 1, 12]")
        .expectStatus()
        .isOk()
        .expectBody()
        .json(
            """
            {"result": {"generatedLine": 1, "generatedColumn": 9,
                        "source": "greet.ts", "line": 1, "column": 9, "name": "greet"}}
            """);
    call("source-map/functions/original", "[" + map + ", 2, 0]")
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{\"result\": null}");
    call("source-map/functions/mappings", "[" + map + "]")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.result.length()")
        .isEqualTo(2);
  }

  @Test
  void call_sourceMapThatIsDamaged_saysSo() {
    call("source-map/functions/mappings", "[{\"mappings\": \"?\"}]")
        .expectStatus()
        .isEqualTo(422)
        .expectBody()
        .jsonPath("$.detail")
        .isEqualTo("The mappings contain a character that is not base 64");
    call("source-map/functions/mappings", "[{}]").expectStatus().isBadRequest();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 0, #fdfeff", "1, 0, 0, 0, #00adef", "0, 0, 0, 1, #221f21"})
  void call_qcms_answersThePrintedColour(
      double cyan, double magenta, double yellow, double black, String color) {
    call("qcms/functions/cmyk", "[%s, %s, %s, %s]".formatted(cyan, magenta, yellow, black))
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.result")
        .isEqualTo(color);
  }

  @Test
  void call_qcmsWithAShareAboveOne_isRefused() {
    call("qcms/functions/cmyk", "[0, 0, 2, 0]")
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.detail")
        .isEqualTo("Argument 3 is 2, but must be a number from 0 to 1");
  }

  @Test
  void call_rhino_measuresACircle() {
    call("rhino3dm/functions/circle", "[2]")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.result.circumference")
        .value(Double.class, value -> assertThat(value).isEqualTo(4 * Math.PI));
    call("rhino3dm/functions/members", "[\"Circle\"]")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.result[?(@ == 'pointAt()')]")
        .exists();
    call("rhino3dm/functions/classes", "[]")
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.result[?(@ == 'NurbsSurface')]")
        .exists();
    call("rhino3dm/functions/members", "[\"Square\"]").expectStatus().isBadRequest();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i32 | [-5] | -5",
        "i64 | [9007199254740993] | 9007199254740993",
        "f32 | [0.1] | 0.1",
        "f64 | [0.1] | 0.1",
        "f64 | [\"NaN\"] | \"NaN\"",
        "swap | [1, 2.5] | [2.5, 1]",
        "grow | [1] | 1"
      })
  void call_exportOfAnyType_answersItsResult(String export, String arguments, String result) {
    call("misbehaving/functions/" + export, arguments)
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{\"result\": " + result + "}");
  }

  @Test
  void call_withoutBody_hasNoArguments() {
    client
        .post()
        .uri("/modules/hello/functions/_start")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{\"result\": null, \"output\": \"Hello, world\\n\"}");
  }

  @Test
  void call_commandThatExits_answersTheCode() {
    problem("hello/functions/fail", "[]", 422, "The module exited with code 3");
  }

  @Test
  void call_moduleThatTraps_answersTheReason() {
    problem("calculator/functions/divide", "[1, 0]", 422, "integer divide by zero");
    problem("mandelbrot/functions/render", "[0, 0, 1, 0, 1]", 422, "Trapped on unreachable");
    problem("misbehaving/functions/read", "[-4]", 422, "out of bounds memory access");
    problem("misbehaving/functions/deeper", "[]", 422, "call stack exhausted");
  }

  @Test
  void call_moduleThatWantsTooMuchMemory_getsNone() {
    call("misbehaving/functions/grow", "[511]").expectBody().json("{\"result\": 1}");
    call("misbehaving/functions/grow", "[512]").expectBody().json("{\"result\": -1}");
  }

  @Test
  void call_moduleThatWantsALargeTable_getsNone() {
    call("misbehaving/functions/growTable", "[99999]").expectBody().json("{\"result\": 1}");
    call("misbehaving/functions/growTable", "[100000]").expectBody().json("{\"result\": -1}");
  }

  @Test
  void call_whatIsNotThere_isNotFound() {
    problem("nothing/functions/run", "[]", 404, "There is no module nothing");
    problem("misbehaving/functions/run", "[]", 404, "The module misbehaving has no function run");
    problem("misbehaving/functions/memory", "[]", 404, "has no function memory");
    problem("rhino3dm/functions/sphere", "[]", 404, "has no function sphere");
  }

  @Test
  void call_argumentsThatDoNotFit_areRefused() {
    problem("misbehaving/functions/i32", "[]", 400, "i32 takes (i32)");
    problem("misbehaving/functions/i32", "[1.5]", 400, "Argument 1 is 1.5, but must be an i32");
    problem("misbehaving/functions/i32", "[\"one\"]", 400, "Argument 1 is \"one\"");
    problem("misbehaving/functions/reference", "[1]", 400, "a value of type reference");
    problem("misbehaving/functions/i32", "{\"a\": 1}", 400, "The arguments must be a JSON array");
    problem("misbehaving/functions/i32", "[1", 400, "not valid JSON at character 3");
    problem(
        "misbehaving/functions/i32", "[1,\n x]", 400, "not valid JSON in line 2 at character 2");
    problem("misbehaving/functions/i32", "[".repeat(2000), 400, "cannot be read as JSON");
  }

  private void problem(String path, String arguments, int status, String detail) {
    call(path, arguments)
        .expectStatus()
        .isEqualTo(status)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.detail")
        .value(String.class, text -> assertThat(text).contains(detail));
  }

  private RestTestClient.ResponseSpec call(String path, String arguments) {
    return client
        .post()
        .uri("/modules/" + path)
        .contentType(MediaType.APPLICATION_JSON)
        .body(arguments)
        .exchange();
  }

  private void upload(String name) {
    client
        .post()
        .uri("/modules/" + name)
        .contentType(MediaType.valueOf("application/wasm"))
        .body(Guests.read(name))
        .exchange()
        .expectStatus()
        .is2xxSuccessful();
  }
}
