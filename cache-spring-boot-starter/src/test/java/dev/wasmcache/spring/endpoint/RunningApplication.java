package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.Modules;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole application, called over HTTP. */
abstract class RunningApplication {

  static final String ABSENT = "ab".repeat(32);
  static final String UNRESTRICTED = "management.endpoint.wasmcache.access=unrestricted";
  static final String JSON = "application/json";
  static final String OCTETS = "application/octet-stream";

  @TempDir Path directory;

  final Map<String, Object> beans = new LinkedHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  ConfigurableApplicationContext application;

  @AfterEach
  void close() {
    if (application != null) {
      application.close();
    }
  }

  /** Starts the application, with {@link #beans} and these properties. */
  void start(String... properties) {
    Map<String, Object> defaults =
        Map.of(
            "server.port",
            0,
            "management.endpoints.web.exposure.include",
            "*",
            "wasm.cache.disk.directory",
            directory.resolve("cache").toString());
    application =
        new SpringApplicationBuilder(Application.class)
            .properties(defaults)
            .initializers(context -> beans.forEach(context.getBeanFactory()::registerSingleton))
            .run(List.of(properties).stream().map(text -> "--" + text).toArray(String[]::new));
  }

  CacheKey load(int number) {
    byte[] wasm = Modules.answering(number);
    modules().load(wasm);
    return modules().request(wasm).key();
  }

  CacheKey load(String name, int number) {
    byte[] wasm = Modules.answering(number);
    modules().load(name, () -> wasm);
    return modules().request(wasm).key();
  }

  CompilationCache cache() {
    return application.getBean(CompilationCache.class);
  }

  ModuleCache<EndiveModule> modules() {
    return application
        .<ModuleCache<EndiveModule>>getBeanProvider(
            ResolvableType.forClassWithGenerics(ModuleCache.class, EndiveModule.class))
        .getObject();
  }

  HttpResponse<String> get(String path) {
    return send("GET", path);
  }

  HttpResponse<String> send(String method, String path) {
    return send(
        HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody()),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String json) {
    return post(path, JSON, HttpRequest.BodyPublishers.ofString(json));
  }

  HttpResponse<String> post(String path, String type, HttpRequest.BodyPublisher body) {
    return send(
        HttpRequest.newBuilder(uri(path)).header("Content-Type", type).POST(body),
        HttpResponse.BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    try {
      return http.send(request.build(), body);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return uri("local.server.port", "/actuator/wasmcache" + path);
  }

  URI uri(String portProperty, String path) {
    String port = application.getEnvironment().getProperty(portProperty);
    return URI.create("http://localhost:" + port + path).normalize();
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(200, response);
  }

  static JsonNode json(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(response.body());
  }

  /** Asserts that a refusal is a problem detail, and returns its detail. */
  static String problem(int status, HttpResponse<String> response) {
    JsonNode problem = json(status, response);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(problem.at("/status").asInt()).isEqualTo(status);
    assertThat(problem.at("/title").asString()).isNotBlank();
    return problem.at("/detail").asString();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
