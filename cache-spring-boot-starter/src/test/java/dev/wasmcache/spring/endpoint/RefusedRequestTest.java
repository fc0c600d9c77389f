package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * A request that Spring refuses before an operation is called gets Spring Boot's usual response.
 */
class RefusedRequestTest extends RunningApplication {

  @ParameterizedTest
  @ValueSource(strings = {"", "server.servlet.context-path=/app", "spring.mvc.servlet.path=/mvc"})
  void request_ofAReadOnlyEndpoint_isNotAllowed(String path) {
    start(path.isEmpty() ? new String[0] : new String[] {path});
    String prefix = path.isEmpty() ? "" : path.substring(path.indexOf('=') + 1);
    HttpResponse<String> refused =
        send(
            HttpRequest.newBuilder(
                    uri("local.server.port", prefix + "/actuator/wasmcache/entries/" + ABSENT))
                .DELETE(),
            BodyHandlers.ofString());
    assertDefault(405, refused);
    assertThat(refused.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void request_onAManagementPort_isNotAllowedEither() {
    start("management.server.port=0", "management.endpoints.web.base-path=/");
    HttpResponse<String> refused =
        send(
            HttpRequest.newBuilder(uri("local.management.port", "/wasmcache/entries"))
                .method("DELETE", BodyPublishers.noBody()),
            BodyHandlers.ofString());
    assertDefault(405, refused);
  }

  @Test
  void request_ofAnotherMethodOrType_hasTheDefaultBody() {
    start(UNRESTRICTED);
    assertDefault(405, send("PUT", "/entries"));
    assertDefault(415, post("/verification", OCTETS, BodyPublishers.ofString("{}")));
    assertDefault(400, post("/verification", JSON, BodyPublishers.ofString("{")));
    assertDefault(400, post("/verification", JSON, BodyPublishers.ofString("[]")));
  }

  @Test
  void request_ofAnotherMethod_isAProblemDetailWhereTheApplicationHasThem() {
    start("spring.mvc.problemdetails.enabled=true");
    assertThat(problem(405, send("DELETE", "/entries"))).contains("DELETE");
    assertThat(problem(405, send("DELETE", "/../health"))).contains("DELETE");
  }

  @Test
  void request_ofAnotherMethod_isAnsweredByAResolverOfTheApplication() {
    beans.put("resolver", new TeapotResolver());
    start();
    assertThat(send("DELETE", "/entries").statusCode()).isEqualTo(418);
    assertThat(problem(404, get("/others"))).contains("'others'");
  }

  @Test
  void start_webApplication_addsNoExceptionResolver() {
    start(UNRESTRICTED);
    assertThat(application.getBeansOfType(HandlerExceptionResolver.class).values())
        .isNotEmpty()
        .allMatch(resolver -> resolver.getClass().getName().startsWith("org.springframework."));
  }

  @Test
  void request_ofAnotherPath_isLeftToTheApplication() {
    start(UNRESTRICTED);
    assertDefault(405, send("DELETE", "/../health"));
  }

  private static void assertDefault(int status, HttpResponse<String> response) {
    assertThat(json(status, response).at("/status").asInt()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).doesNotContain("problem");
  }

  /** The configuration of an application that has its own responses to exceptions. */
  private static final class TeapotResolver implements HandlerExceptionResolver, Ordered {
    @Override
    public int getOrder() {
      return -1;
    }

    @Override
    public ModelAndView resolveException(
        HttpServletRequest request,
        HttpServletResponse response,
        Object handler,
        Exception exception) {
      response.setStatus(418);
      return new ModelAndView();
    }
  }
}
