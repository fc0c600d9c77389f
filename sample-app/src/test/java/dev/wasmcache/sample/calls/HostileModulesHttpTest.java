package dev.wasmcache.sample.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.sample.Guests;
import dev.wasmcache.sample.HttpTest;
import dev.wasmcache.sample.modules.HostedModule;
import dev.wasmcache.sample.modules.ModuleHost;
import dev.wasmcache.sample.modules.ModuleRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Hostile modules and requests: none may be answered with status 500 or a stack trace. */
@HttpTest
class HostileModulesHttpTest {

  private static final int MUTANTS = 1_000;
  private static final List<Integer> REFUSALS = List.of(413, 415, 422, 507);

  @Autowired private RestTestClient client;
  @Autowired private ModuleRegistry registry;
  @Autowired private ModuleHost host;
  @Autowired private ModuleCache<EndiveModule> modules;
  @Autowired private CompilationCache artifacts;

  @AfterEach
  void removeUpload() {
    client.delete().uri("/modules/work").exchange();
  }

  @Test
  void M10_upload_mutantsOfARealModule_areTakenOrRefusedInWords() throws IOException {
    byte[] real = new ClassPathResource("wasm/mandelbrot.wasm").getContentAsByteArray();
    Random random = new Random(17);
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutant(real, random);

      int status = upload(mutant);

      statuses.merge(status, 1, Integer::sum);
      if (status >= 400) {
        assertThatNothingIsLeft(mutant);
      }
      removeUpload();
    }
    assertThat(statuses).containsKey(422).containsKey(201).doesNotContainKey(415);
  }

  private static byte[] mutant(byte[] module, Random random) {
    byte[] mutant = module.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      mutant[8 + random.nextInt(module.length - 8)] ^= (byte) (1 + random.nextInt(255));
    }
    return mutant;
  }

  @Test
  void M11_upload_lyingModule_isRefused() {
    byte[] wasm = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 8, 1, 0x60, -1, -1, -1, -1, 7, 0x7f};

    EntityExchangeResult<String> answer = exchange(wasm);

    assertThat(answer.getStatus().value()).isEqualTo(422);
    assertThat(answer.getResponseBody()).contains("2147483647 parameters");
    assertThatNothingIsLeft(wasm);
  }

  @Test
  void M13_upload_refusedAfterItWasCompiled_isNotStored() {
    byte[] wasm = Guests.read("demanding");

    assertThat(upload(wasm)).isEqualTo(422);

    assertThatNothingIsLeft(wasm);
    assertThat(artifacts.get(modules.request(wasm).key())).isEmpty();
  }

  @Test
  void M14_upload_refusedCopyOfAShippedModule_leavesThatAlone() throws IOException {
    HostedModule shipped = registry.get("qcms");
    host.load(shipped);
    byte[] wasm = shipped.bytes().get();

    assertThat(upload(wasm)).isEqualTo(422);

    assertThat(artifacts.get(modules.request(wasm).key())).isPresent();
    assertThat(modules.key("qcms")).isPresent();
  }

  @Test
  void M15_upload_moreExportsThanAllowed_isRefused() {
    byte[] wasm = exporting(101);

    EntityExchangeResult<String> answer = exchange(wasm);

    assertThat(answer.getStatus().value()).isEqualTo(422);
    assertThat(answer.getResponseBody())
        .contains("101 exports; the limit is 100 (sample.modules.max-exports)");
    assertThatNothingIsLeft(wasm);
    assertThat(upload(exporting(100))).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1e400]",
        "[-1e400]",
        "[1e308]",
        "[1e-400]",
        "[null]",
        "[true]",
        "[{}]",
        "[[]]",
        "[\"\"]",
        "[\"\\ud800\"]",
        "[1, 2, 3]",
        "[]",
        "{}",
        "null",
        "1",
        "\"text\"",
        "[",
        "nonsense",
        "[NaN]"
      })
  void M16_call_argumentsOfAnyForm_areTakenOrRefusedInWords(String arguments) {
    for (String function :
        List.of(
            "mandelbrot/functions/render",
            "mandelbrot/functions/alloc",
            "calculator/functions/evaluate",
            "rhino3dm/functions/circle",
            "rhino3dm/functions/members",
            "qcms/functions/cmyk",
            "source-map/functions/mappings",
            "source-map/functions/original")) {
      assertThat(call(function, arguments)).as(function).isIn(200, 400, 422);
    }
  }

  @Test
  void M16_call_sourceMapsOfAnyForm_areTakenOrRefusedInWords() {
    for (String map :
        List.of(
            "{\"mappings\": \"AAAAA\", \"sources\": [{}], \"names\": [[1]]}",
            "{\"mappings\": \"AAAAA\", \"sources\": 7, \"names\": null}",
            "{\"mappings\": \"\\u0000\\ud800\"}")) {
      assertThat(call("source-map/functions/mappings", "[" + map + "]")).isIn(200, 400, 422);
    }
  }

  @Test
  void M17_call_hugeArguments_areRefused() {
    String number = "[" + "9".repeat(5_000) + "]";
    String nested = "[".repeat(50_000);
    String text = "[\"" + "x".repeat(300_000) + "\"]";
    assertThat(call("mandelbrot/functions/alloc", number)).isEqualTo(400);
    assertThat(call("mandelbrot/functions/alloc", nested)).isEqualTo(400);
    assertThat(call("calculator/functions/evaluate", text)).isEqualTo(413);
  }

  @Test
  void M18_call_oddNames_areNotFound() {
    for (String name :
        List.of(
            "a b", "ä", "\u202e", "\u0001", "%", "..", "a\nb", "\uD83D\uDE00", "x".repeat(5_000))) {
      EntityExchangeResult<String> answer =
          client
              .post()
              .uri("/modules/{module}/functions/{function}", "mandelbrot", name)
              .exchange()
              .expectBody(String.class)
              .returnResult();
      assertThat(answer.getStatus().value()).as(name).isBetween(400, 499);
      assertThatIsInWords(answer);
    }
  }

  private int call(String function, String arguments) {
    EntityExchangeResult<String> answer =
        client
            .post()
            .uri("/modules/" + function)
            .contentType(MediaType.APPLICATION_JSON)
            .body(arguments)
            .exchange()
            .expectBody(String.class)
            .returnResult();
    assertThatIsInWords(answer);
    return answer.getStatus().value();
  }

  private int upload(byte[] wasm) {
    EntityExchangeResult<String> answer = exchange(wasm);
    int status = answer.getStatus().value();
    if (status >= 300) {
      assertThat(status).isIn(REFUSALS);
    }
    assertThatIsInWords(answer);
    return status;
  }

  private static void assertThatIsInWords(EntityExchangeResult<String> answer) {
    String body = String.valueOf(answer.getResponseBody());
    assertThat(answer.getStatus().value()).as(body).isLessThan(500 + 8).isNotEqualTo(500);
    assertThat(body).doesNotContain("\\tat ", "\\\\tat ", "Exception:\\n").hasSizeLessThan(400_000);
  }

  private EntityExchangeResult<String> exchange(byte[] wasm) {
    return client
        .post()
        .uri("/modules/work")
        .contentType(MediaType.valueOf("application/wasm"))
        .body(wasm)
        .exchange()
        .expectBody(String.class)
        .returnResult();
  }

  /** The module is not listed, its name is not kept, and nothing is live. */
  private void assertThatNothingIsLeft(byte[] wasm) {
    assertThat(registry.all()).extracting(HostedModule::name).doesNotContain("work");
    assertThat(modules.modules())
        .noneMatch(live -> live.names().stream().anyMatch(name -> name.startsWith("work")));
    assertThat(artifacts.get(modules.request(wasm).key())).isEmpty();
  }

  private static byte[] exporting(int count) {
    ByteArrayOutputStream exports = new ByteArrayOutputStream();
    exports.write(count);
    for (int i = 0; i < count; i++) {
      byte[] name = ("f" + i).getBytes(StandardCharsets.US_ASCII);
      exports.write(name.length);
      exports.writeBytes(name);
      exports.write(0);
      exports.write(0);
    }
    return module(new byte[] {1, 0x60, 0, 0}, exports.toByteArray(), new byte[] {0, 0x0b});
  }

  private static byte[] module(byte[] types, byte[] exports, byte[] body) {
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(module, 1, types);
    section(module, 3, new byte[] {1, 0});
    section(module, 7, exports);
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    code.write(1);
    code.write(body.length);
    code.writeBytes(body);
    section(module, 10, code.toByteArray());
    return module.toByteArray();
  }

  private static void section(ByteArrayOutputStream module, int id, byte[] content) {
    module.write(id);
    int length = content.length;
    module.write(length & 0x7f | 0x80);
    module.write(length >> 7);
    module.writeBytes(content);
  }
}
