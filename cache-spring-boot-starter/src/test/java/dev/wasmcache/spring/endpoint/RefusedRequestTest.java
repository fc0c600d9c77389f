package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Spring MVC refuses before an operation is called is a problem detail as well. */
class RefusedRequestTest extends RunningApplication {

  @ParameterizedTest
  @ValueSource(strings = {"", "server.servlet.context-path=/app", "spring.mvc.servlet.path=/mvc"})
  void request_ofAReadOnlyEndpoint_namesTheProperty(String path) {
    start(path.isEmpty() ? new String[0] : new String[] {path});
    String prefix = path.isEmpty() ? "" : path.substring(path.indexOf('=') + 1);
    HttpResponse<String> refused =
        send(
            HttpRequest.newBuilder(
                    uri("local.server.port", prefix + "/actuator/wasmcache/entries/" + ABSENT))
                .DELETE(),
            BodyHandlers.ofString());
    assertThat(problem(405, refused)).contains("DELETE", UNRESTRICTED);
    assertThat(refused.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void request_onAManagementPort_isAProblemDetailToo() {
    start("management.server.port=0", "management.endpoints.web.base-path=/");
    HttpResponse<String> refused =
        send(
            HttpRequest.newBuilder(uri("local.management.port", "/wasmcache/entries"))
                .method("DELETE", BodyPublishers.noBody()),
            BodyHandlers.ofString());
    assertThat(problem(405, refused)).contains("DELETE", UNRESTRICTED);
  }

  @Test
  void request_ofAnotherMethodOrType_isAProblemDetail() {
    start(UNRESTRICTED);
    assertThat(problem(405, send("PUT", "/entries"))).contains("PUT");
    assertThat(problem(415, post("/verification", OCTETS, BodyPublishers.ofString("{}"))))
        .contains(OCTETS);
    assertThat(problem(400, post("/verification", JSON, BodyPublishers.ofString("{"))))
        .contains("JSON");
    assertThat(problem(400, post("/verification", JSON, BodyPublishers.ofString("[]"))))
        .contains("JSON");
  }

  @Test
  void request_ofAnotherPath_isLeftToTheApplication() {
    start(UNRESTRICTED);
    HttpResponse<String> refused = send("DELETE", "/../health");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Content-Type").orElse("")).doesNotContain("problem");
  }
}
