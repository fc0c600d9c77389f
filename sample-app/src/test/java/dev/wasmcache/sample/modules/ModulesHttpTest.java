package dev.wasmcache.sample.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.sample.Guests;
import dev.wasmcache.sample.HttpTest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

@HttpTest
class ModulesHttpTest {

  private static final byte[] EMPTY_MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

  @Autowired private RestTestClient client;
  @Autowired private ModuleRegistry registry;

  @BeforeEach
  void removeUploads() {
    registry.all().stream()
        .filter(module -> !module.shipped())
        .forEach(module -> client.delete().uri("/modules/" + module.name()).exchange());
  }

  @Test
  void list_afterStart_saysWhereModulesCameFrom() {
    client
        .get()
        .uri("/modules")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$[*].name")
        .isEqualTo(List.of("calculator", "mandelbrot", "qcms", "rhino3dm", "source-map"))
        .jsonPath("$[3].size")
        .value(Integer.class, size -> assertThat(size).isGreaterThan(2 * 1024 * 1024))
        .jsonPath("$[3].shipped")
        .isEqualTo(true)
        .jsonPath("$[3].loaded.origin")
        .isEqualTo("compiled")
        .jsonPath("$[3].loaded.compileMillis")
        .value(Double.class, millis -> assertThat(millis).isPositive())
        .jsonPath("$[3].last.millis")
        .exists()
        .jsonPath("$[3].functions")
        .doesNotExist();
  }

  @Test
  void get_module_listsItsFunctions() {
    client
        .get()
        .uri("/modules/mandelbrot")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .json(
            """
            {
              "name": "mandelbrot",
              "last": {"origin": "live"},
              "loaded": {"origin": "compiled"},
              "functions": [
                {"name": "alloc", "parameters": ["i32"], "result": "i32"},
                {"name": "render", "parameters": ["f64", "f64", "f64", "i32", "i32"], "result": "i64"}
              ]
            }
            """);
    client.get().uri("/modules/nothing").exchange().expectStatus().isNotFound();
  }

  @Test
  void upload_module_canBeCalledAndListed() {
    upload("hello.v2", Guests.read("hello"))
        .expectStatus()
        .isCreated()
        .expectHeader()
        .value("Location", location -> assertThat(location).endsWith("/modules/hello.v2"))
        .expectBody()
        .jsonPath("$.shipped")
        .isEqualTo(false);
    client
        .post()
        .uri("/modules/hello.v2/functions/_start")
        .exchange()
        .expectBody()
        .jsonPath("$.output")
        .isEqualTo("Hello, world\n");
  }

  @Test
  void upload_ofTheSameName_replaces() {
    upload("work", Guests.read("hello")).expectStatus().isCreated();
    upload("work", Guests.read("misbehaving")).expectStatus().isOk();
    client
        .post()
        .uri("/modules/work/functions/i32")
        .contentType(MediaType.APPLICATION_JSON)
        .body("[7]")
        .exchange()
        .expectBody()
        .json("{\"result\": 7}");
  }

  @Test
  void remove_upload_isGone() {
    upload("work", EMPTY_MODULE).expectStatus().isCreated();
    client.delete().uri("/modules/work").exchange().expectStatus().isNoContent();
    client.delete().uri("/modules/work").exchange().expectStatus().isNotFound();
  }

  @Test
  void evict_liveModule_comesBackFromATier() {
    client.get().uri("/modules/calculator").exchange().expectStatus().isOk();

    client.delete().uri("/modules/calculator/live").exchange().expectStatus().isNoContent();

    client.get().uri("/modules").exchange().expectBody().jsonPath("$[0].last").doesNotExist();
    client
        .get()
        .uri("/modules/calculator")
        .exchange()
        .expectBody()
        .jsonPath("$.last.origin")
        .isEqualTo("memory")
        .jsonPath("$.times[*].origin")
        .isEqualTo(List.of("compiled", "memory", "live"));
  }

  @Test
  void evict_entriesOfAModule_isCompiledAgain() {
    client.get().uri("/modules/calculator").exchange().expectStatus().isOk();

    client.delete().uri("/modules/calculator/entries").exchange().expectStatus().isNoContent();

    client
        .get()
        .uri("/modules/calculator")
        .exchange()
        .expectBody()
        .jsonPath("$.last.origin")
        .isEqualTo("compiled");
  }

  @Test
  void evict_unknownModule_isRefused() {
    problem(client.delete().uri("/modules/nothing/live").exchange(), 404, "no module nothing");
    problem(client.delete().uri("/modules/nothing/entries").exchange(), 404, "no module nothing");
  }

  @Test
  void change_shippedModule_isRefused() {
    problem(upload("mandelbrot", EMPTY_MODULE), 409, "comes with the service");
    problem(client.delete().uri("/modules/mandelbrot").exchange(), 409, "comes with the service");
  }

  @Test
  void upload_whatIsNotWasm_isRefused() {
    problem(upload("work", "hello, world".getBytes()), 415, "starts with the bytes 00 61 73 6D");
    problem(upload("work", new byte[0]), 415, "starts with the bytes 00 61 73 6D");
    problem(
        client
            .post()
            .uri("/modules/work")
            .contentType(MediaType.APPLICATION_FORM_URLENCODED)
            .body("a=b")
            .exchange(),
        415,
        "Content-Type");
  }

  @Test
  void upload_damagedModule_answersWhatTheEngineSays() {
    byte[] hello = Guests.read("hello");
    byte[] damaged = hello.clone();
    damaged[8] = 99;
    problem(upload("work", damaged), 422, "section");
    problem(upload("work", Arrays.copyOf(hello, hello.length - 1)), 422, "");
    client.get().uri("/modules/work").exchange().expectStatus().isNotFound();
  }

  @Test
  void upload_anyPartOfAModule_isTakenOrRefused() {
    byte[] hello = Guests.read("hello");
    for (int length = 8; length < hello.length; length++) {
      // Cut between two sections, it is a valid module.
      upload("work", Arrays.copyOf(hello, length))
          .expectStatus()
          .value(status -> assertThat(status).isIn(200, 201, 422));
    }
  }

  @Test
  void upload_moduleWithUnknownImports_isRefused() {
    problem(upload("work", Guests.read("demanding")), 422, "the module imports env.launch");
  }

  @Test
  void upload_tooLarge_isRefused() {
    problem(upload("work", new byte[100 * 1024 + 1]), 413, "102400 bytes");
  }

  @Test
  void upload_tooMany_isRefused() {
    for (String name : List.of("a", "b", "c")) {
      upload(name, EMPTY_MODULE).expectStatus().isCreated();
    }
    problem(upload("d", EMPTY_MODULE), 507, "limit of 3 uploaded modules");
    upload("c", EMPTY_MODULE).expectStatus().isOk();
  }

  @Test
  void upload_moreThanIsKept_isRefused() {
    byte[] large = moduleOfSize(70_000);
    upload("a", large).expectStatus().isCreated();
    problem(upload("b", large), 507, "70000 bytes, but there is room for 52880");
    upload("a", large).expectStatus().isOk();
  }

  @Test
  void upload_invalidName_isRefused() {
    problem(upload("Work", EMPTY_MODULE), 400, "1 to 64 of the characters");
    problem(upload("a".repeat(65), EMPTY_MODULE), 400, "1 to 64 of the characters");
  }

  @Test
  void call_moduleThatStartsTooLarge_isRefused() {
    upload("memory", Guests.read("large-memory")).expectStatus().isCreated();
    problem(
        client.post().uri("/modules/memory/functions/run").exchange(),
        422,
        "the module starts with 131072000 bytes of memory");
    upload("table", Guests.read("large-table")).expectStatus().isCreated();
    problem(
        client.post().uri("/modules/table/functions/run").exchange(),
        422,
        "the module starts with a table of 200000 elements");
  }

  /** A custom section of zeros, after the header. */
  private static byte[] moduleOfSize(int size) {
    byte[] module = Arrays.copyOf(EMPTY_MODULE, size);
    int length = size - EMPTY_MODULE.length - 4;
    module[9] = (byte) (length & 0x7F | 0x80);
    module[10] = (byte) (length >> 7 & 0x7F | 0x80);
    module[11] = (byte) (length >> 14);
    return module;
  }

  private static void problem(RestTestClient.ResponseSpec response, int status, String detail) {
    response
        .expectStatus()
        .isEqualTo(status)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.detail")
        .value(String.class, text -> assertThat(text).contains(detail));
  }

  private RestTestClient.ResponseSpec upload(String name, byte[] wasm) {
    return client
        .post()
        .uri("/modules/" + name)
        .contentType(MediaType.valueOf("application/wasm"))
        .body(wasm)
        .exchange();
  }
}
