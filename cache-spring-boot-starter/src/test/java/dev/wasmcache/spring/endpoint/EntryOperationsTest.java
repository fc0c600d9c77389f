package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.spring.CompilationCacheBuilderCustomizer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Entries over HTTP: the selected ones, and no others. */
final class EntryOperationsTest extends RunningApplication {

  private final AtomicReference<Instant> storing = new AtomicReference<>(Instant.now());

  private void startWithClock(String... properties) {
    InstantSource clock = storing::get;
    beans.put("clock", (CompilationCacheBuilderCustomizer) builder -> set(clock, builder));
    start(properties);
  }

  private static void set(InstantSource clock, CompilationCacheBuilder builder) {
    builder.clock(clock);
  }

  @Test
  void list_filtered_showsWhatMatchesPageByPage() {
    startWithClock();
    List<CacheKey> old = new ArrayList<>();
    storing.set(Instant.now().minus(Duration.ofDays(10)));
    IntStream.range(0, 3).forEach(number -> old.add(load(number)));
    storing.set(Instant.now());
    CacheKey young = load(10);
    assertThat(keys("?olderThan=7d")).containsExactlyElementsOf(hex(old));
    assertThat(keys("?youngerThan=PT168H")).containsExactly(young.toHex());
    assertThat(keys("?engine=endive")).hasSize(4);
    assertThat(keys("?engine=endive@1.0")).hasSize(4);
    assertThat(keys("?engine=endive@0.0.0")).isEmpty();
    assertThat(keys("?engine=chicory")).isEmpty();
    assertThat(keys("?minSize=1KB")).hasSize(4);
    assertThat(keys("?minSize=1MB")).isEmpty();
    assertThat(keys("?maxSize=10")).isEmpty();
    JsonNode first = json(get("/entries?olderThan=7d&limit=2"));
    assertThat(first.at("/entries").size()).isEqualTo(2);
    assertThat(keys("?olderThan=7d&limit=2&after=" + first.at("/next").asString()))
        .containsExactly(hex(old).get(2));
  }

  @Test
  void list_argumentThatMakesNoSense_namesItsValueAndWhatWouldBeRight() {
    start();
    assertThat(problem(400, get("/entries?olderThan=old"))).contains("'olderThan' is 'old'", "7d");
    assertThat(problem(400, get("/entries?youngerThan=-1d"))).contains("'-1d'", "negative");
    assertThat(problem(400, get("/entries?minSize=big"))).contains("'minSize' is 'big'", "10MB");
    assertThat(problem(400, get("/entries?maxSize=-1"))).contains("'-1'", "negative");
    assertThat(problem(400, get("/entries?engine="))).contains("'engine' is ''", "blank");
    assertThat(problem(400, get("/entries?olderThan=7d&olderThan=8d"))).contains("'7d,8d'");
    assertThat(problem(400, get("/entries?minSize=" + "9".repeat(3000))))
        .hasSizeLessThan(300)
        .contains("…");
  }

  @Test
  void inspect_entry_showsEveryTierAndTheReason() {
    start("wasm.cache.modules.max-size=0");
    CacheKey key = load(1);
    cache().get(key);
    JsonNode entry = json(get("/entries/" + key));
    assertThat(entry.at("/copies").valueStream().map(copy -> copy.at("/tier").asString()))
        .containsExactly("memory", "disk");
    assertThat(entry.at("/reason/kind").asString()).isEqualTo("present");
  }

  @Test
  void evict_byAge_deletesThoseAndForgetsTheirLiveModules() {
    startWithClock(UNRESTRICTED);
    storing.set(Instant.now().minus(Duration.ofDays(10)));
    CacheKey old = load(1);
    storing.set(Instant.now());
    CacheKey young = load(2);
    JsonNode evicted = json(send("DELETE", "/entries?olderThan=7d"));
    assertThat(evicted.at("/examined").asLong()).isEqualTo(2);
    assertThat(evicted.at("/evicted").asLong()).isEqualTo(1);
    assertThat(evicted.at("/failed").asLong()).isZero();
    assertThat(cache().admin().inspect(old)).isEmpty();
    assertThat(cache().admin().inspect(young)).isNotEmpty();
    assertThat(modules().modules()).hasSize(1).allMatch(live -> live.key().equals(young));
  }

  @Test
  void evict_bySizeOrEngine_deletesThose() {
    start(UNRESTRICTED);
    load(1);
    assertThat(json(send("DELETE", "/entries?engine=chicory")).at("/evicted").asLong()).isZero();
    assertThat(json(send("DELETE", "/entries?minSize=100MB")).at("/evicted").asLong()).isZero();
    assertThat(json(send("DELETE", "/entries?engine=endive&minSize=1KB")).at("/evicted").asLong())
        .isEqualTo(1);
    assertThat(problem(400, send("DELETE", "/entries?engine=&all=true"))).contains("blank");
  }

  @Test
  void change_accessCappedOrReadOnly_isNotAllowed() {
    start(UNRESTRICTED, "management.endpoints.access.max-permitted=read-only");
    CacheKey key = load(1);
    for (HttpResponse<String> response :
        List.of(
            send("DELETE", "/entries/" + key),
            send("DELETE", "/entries?all=true"),
            post("/verification", "{}"),
            post("/modules", "{\"name\":\"a\"}"))) {
      assertThat(response.statusCode()).isEqualTo(405);
    }
    assertThat(get("/entries/" + key).statusCode()).isEqualTo(200);
    assertThat(get("/verification").statusCode()).isEqualTo(200);
    assertThat(get("/modules").statusCode()).isEqualTo(200);
    assertThat(get("/compiles").statusCode()).isEqualTo(200);
  }

  @Test
  void change_cacheThatOnlyReads_isAConflict() {
    beans.put("mode", (CompilationCacheBuilderCustomizer) b -> b.mode(CacheMode.READ_ONLY));
    start(UNRESTRICTED);
    assertThat(problem(409, send("DELETE", "/entries/" + ABSENT))).contains("read-only");
    assertThat(problem(409, send("DELETE", "/entries?all=true"))).contains("read-only");
    assertThat(problem(409, send("DELETE", "/entries?olderThan=7d"))).contains("read-only");
    assertThat(
            problem(
                409, post("/archive", OCTETS, HttpRequest.BodyPublishers.ofByteArray(new byte[9]))))
        .contains("read-only");
    assertThat(get("/archive").statusCode()).isEqualTo(200);
  }

  private List<String> keys(String query) {
    return json(get("/entries" + query))
        .at("/entries")
        .valueStream()
        .map(entry -> entry.at("/key").asString())
        .toList();
  }

  private static List<String> hex(List<CacheKey> keys) {
    return keys.stream().sorted().map(CacheKey::toHex).toList();
  }
}
