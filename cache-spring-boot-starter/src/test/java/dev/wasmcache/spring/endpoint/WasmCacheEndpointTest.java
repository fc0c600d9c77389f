package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.spring.SigningKeys;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** A whole application, called over HTTP. */
@ExtendWith(OutputCaptureExtension.class)
final class WasmCacheEndpointTest extends RunningApplication {

  private static final String SECRET = SigningKeys.secret();

  @Test
  void get_summary_saysWhatTheCacheIs() {
    start();
    load(1);
    JsonNode summary = json(get(""));
    assertThat(summary.at("/shared").isNull() || summary.at("/shared").isMissingNode()).isTrue();
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
  void get_summaryWithSharedTier_saysWhereWithoutThePassword(CapturedOutput output) {
    start(
        "wasm.cache.shared.type=redis",
        "wasm.cache.shared.redis.url=redis://user:hidden-password@127.0.0.1:1",
        "wasm.cache.shared.integrity=unsafe",
        "management.endpoint.configprops.show-values=always",
        "management.endpoint.env.show-values=always");
    JsonNode summary = json(get(""));
    assertThat(summary.at("/shared/type").asString()).isEqualTo("redis");
    assertThat(summary.at("/shared/address").asString()).isEqualTo("redis://127.0.0.1:1/0");
    assertThat(summary.at("/shared/access").asString()).isEqualTo("read-write");
    for (String path : new String[] {"", "/../configprops", "/../env", "/../health"}) {
      assertThat(send("GET", path).body()).doesNotContain("hidden-password");
    }
    assertThat(output).contains(", shared redis://127.0.0.1:1/0").doesNotContain("hidden-password");
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
    assertThat(problem(400, get("/entries/abc"))).contains("'abc'", "64 hexadecimal digits");
    assertThat(problem(400, get("/entries/" + "xy".repeat(32)))).contains("xyxy");
    assertThat(problem(400, get("/entries?after=abc"))).contains("'after' is 'abc'");
    assertThat(problem(400, get("/entries?limit=0"))).contains("'0'", "between 1 and 1000");
    assertThat(problem(400, get("/entries?limit=1001"))).contains("'1001'");
    assertThat(problem(400, get("/entries?limit=many"))).contains("'many'");
    assertThat(problem(404, get("/entries/" + ABSENT))).contains(ABSENT);
    assertThat(problem(404, get("/others"))).contains("'others'");
    assertThat(problem(404, get("/others/" + ABSENT))).contains("'others'");
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
    assertThat(cache().admin().inspect(key)).isEmpty();
    assertThat(cache().admin().inspect(other)).isNotEmpty();
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
    assertThat(problem(400, send("DELETE", "/entries"))).contains("all=true");
    assertThat(problem(400, send("DELETE", "/entries?older=7d"))).contains("olderThan");
    assertThat(cache().admin().keys(null, 10)).hasSize(2);
    assertThat(send("DELETE", "/entries?all=true").statusCode()).isEqualTo(204);
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
}
