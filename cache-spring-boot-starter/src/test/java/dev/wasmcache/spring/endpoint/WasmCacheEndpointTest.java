package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.SigningKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole application, asked over HTTP. */
@ExtendWith(OutputCaptureExtension.class)
final class WasmCacheEndpointTest {

  private static final String SECRET = Base64.getEncoder().encodeToString(new byte[40]);
  private static final String ABSENT = "ab".repeat(32);
  private static final String UNRESTRICTED = "management.endpoint.wasmcache.access=unrestricted";

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private ConfigurableApplicationContext application;

  @AfterEach
  void close() {
    if (application != null) {
      application.close();
    }
  }

  @Test
  void get_summary_saysWhatTheCacheIs() {
    start();
    load(1);
    JsonNode summary = json(get(""));
    assertThat(summary.at("/cache").asString()).isEqualTo("wasm");
    assertThat(summary.at("/mode").asString()).isEqualTo("read-write");
    assertThat(summary.at("/directory").asString()).endsWith("/cache");
    assertThat(summary.at("/authenticated").asBoolean()).isFalse();
    assertThat(summary.at("/engines/0/engine").asString()).isEqualTo("endive");
    assertThat(summary.at("/tiers/disk/writes/stored").asLong()).isEqualTo(1);
    assertThat(summary.at("/tiers/memory/limit").asLong()).isEqualTo(1L << 26);
    assertThat(summary.at("/compile/compiled").asLong()).isEqualTo(1);
    assertThat(summary.at("/compile/time").asString()).startsWith("PT");
    assertThat(summary.at("/modules/endiveModules/live").asLong()).isEqualTo(1);
    assertThat(summary.at("/modules/endiveModules/loads/compiled").asLong()).isEqualTo(1);
  }

  @Test
  void get_entries_pagesThroughAll() {
    start();
    List<String> expected =
        IntStream.range(0, 5).mapToObj(number -> load(number).toHex()).sorted().toList();
    List<String> seen = new ArrayList<>();
    String after = "";
    for (int page = 0; page < 3; page++) {
      JsonNode entries = json(get("/entries?limit=2" + after));
      entries.at("/entries").forEach(entry -> seen.add(entry.at("/key").asString()));
      after = "&after=" + entries.at("/next").asString("");
      assertThat(entries.at("/next").isMissingNode()).isEqualTo(page == 2);
    }
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void get_oneEntry_showsItsFingerprint() {
    start();
    CacheKey key = load(1);
    JsonNode entry = json(get("/entries/" + key));
    assertThat(entry.at("/key").asString()).isEqualTo(key.toHex());
    assertThat(entry.at("/copies/0/tier").asString()).isEqualTo("disk");
    assertThat(entry.at("/copies/0/size").asLong()).isPositive();
    assertThat(entry.at("/copies/0/createdAt").asString()).contains("T");
    assertThat(entry.at("/copies/0/fingerprint/engine").asString()).isEqualTo("endive");
  }

  @Test
  void get_malformedOrAbsent_isRefusedOrNotFound() {
    start();
    assertThat(get("/entries/abc").statusCode()).isEqualTo(400);
    assertThat(get("/entries/abc").body()).contains("64 hexadecimal digits");
    assertThat(get("/entries/" + "xy".repeat(32)).statusCode()).isEqualTo(400);
    assertThat(get("/entries?after=abc").statusCode()).isEqualTo(400);
    assertThat(get("/entries?limit=0").body()).contains("between 1 and 1000");
    assertThat(get("/entries?limit=1001").statusCode()).isEqualTo(400);
    assertThat(get("/entries?limit=many").statusCode()).isEqualTo(400);
    assertThat(get("/entries/" + ABSENT).statusCode()).isEqualTo(404);
    assertThat(get("/others").statusCode()).isEqualTo(404);
    assertThat(get("/others/" + ABSENT).statusCode()).isEqualTo(404);
  }

  @Test
  void delete_readOnly_isNotAllowed() {
    start();
    CacheKey key = load(1);
    assertThat(send("DELETE", "/entries/" + key).statusCode()).isEqualTo(405);
    assertThat(send("DELETE", "/entries").statusCode()).isEqualTo(405);
    assertThat(cache().get(key)).isPresent();
  }

  @Test
  void delete_oneEntry_deletesItInEveryTierAndTheLiveModule() {
    start(UNRESTRICTED);
    CacheKey key = load(1);
    CacheKey other = load(2);
    assertThat(send("DELETE", "/entries/" + key).statusCode()).isEqualTo(204);
    assertThat(cache().inspect(key)).isEmpty();
    assertThat(cache().inspect(other)).isNotEmpty();
    assertThat(modules().stats().modules()).isEqualTo(1);
    assertThat(send("DELETE", "/entries/" + key).statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "/entries/abc").statusCode()).isEqualTo(400);
    assertThat(send("DELETE", "/others/" + other).statusCode()).isEqualTo(404);
  }

  @Test
  void delete_allEntries_leavesNone() {
    start(UNRESTRICTED);
    load(1);
    load(2);
    assertThat(send("DELETE", "/entries").statusCode()).isEqualTo(204);
    assertThat(json(get("/entries")).at("/entries").size()).isZero();
    assertThat(modules().stats().modules()).isZero();
    assertThat(send("DELETE", "/others").statusCode()).isEqualTo(404);
  }

  @Test
  void get_configpropsAndEnvWithValues_neverShowASecret() {
    start(
        "management.endpoint.configprops.show-values=always",
        "management.endpoint.env.show-values=always",
        "wasm.cache.integrity.keys[0].id=a",
        "wasm.cache.integrity.keys[0].secret=" + SECRET);
    assertThat(send("GET", "/../configprops").body())
        .contains("wasm.cache", "maxIdle")
        .doesNotContain(SECRET);
    assertThat(send("GET", "/../env").body())
        .contains("wasm.cache.integrity.keys[0].secret")
        .doesNotContain(SECRET);
    assertThat(json(get("")).at("/authenticated").asBoolean()).isTrue();
  }

  @Test
  void get_configpropsAndEnvWithValues_neverShowAPrivateKey() {
    KeyPair pair = SigningKeys.generate("Ed25519");
    String publicKey = SigningKeys.base64(pair.getPublic());
    String privateKey = SigningKeys.base64(pair.getPrivate());
    start(
        "management.endpoint.configprops.show-values=always",
        "management.endpoint.env.show-values=always",
        "wasm.cache.integrity.keys[0].id=a",
        "wasm.cache.integrity.keys[0].public-key=" + publicKey,
        "wasm.cache.integrity.keys[0].private-key=" + privateKey);
    for (String path : new String[] {"/../configprops", "/../env"}) {
      assertThat(send("GET", path).body())
          .contains(publicKey)
          .doesNotContain(privateKey, privateKey.substring(privateKey.length() - 20));
    }
  }

  @Test
  void start_second_logsWhatCameFromDisk(CapturedOutput output) {
    start();
    assertThat(output)
        .contains("Wasm cache: 0 modules from disk, 0 compiled since start; saved 0.0 s");
    load(1);
    application.close();
    assertThat(output)
        .contains("Wasm cache: closed; 0 modules from disk, 1 compiled: 1 never-seen; saved");
    start();
    load(1);
    application.close();
    assertThat(output)
        .contains("Wasm cache: closed; 1 module from disk, 0 compiled; saved")
        .contains("; memory 64 MB, disk " + directory)
        .contains("(up to 2 GB)");
  }

  private void start(String... properties) {
    Map<String, Object> defaults =
        Map.of(
            "server.port",
            0,
            "management.endpoints.web.exposure.include",
            "*",
            "wasm.cache.disk.directory",
            directory.resolve("cache"));
    application =
        new SpringApplicationBuilder(Application.class)
            .properties(defaults)
            .run(List.of(properties).stream().map(text -> "--" + text).toArray(String[]::new));
  }

  private CacheKey load(int number) {
    byte[] wasm = Modules.answering(number);
    modules().load(wasm);
    return modules().request(wasm).key();
  }

  private CompilationCache cache() {
    return application.getBean(CompilationCache.class);
  }

  private ModuleCache<EndiveModule> modules() {
    return application
        .<ModuleCache<EndiveModule>>getBeanProvider(
            ResolvableType.forClassWithGenerics(ModuleCache.class, EndiveModule.class))
        .getObject();
  }

  private HttpResponse<String> get(String path) {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path) {
    String port = application.getEnvironment().getProperty("local.server.port");
    URI uri = URI.create("http://localhost:" + port + "/actuator/wasmcache" + path).normalize();
    try {
      return http.send(
          HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
