package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.warmup.WarmUp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Modules over HTTP: where they came from, why they were compiled, and how to make them ready. */
final class ModuleOperationsTest extends RunningApplication {

  @Test
  void modules_compiledThenFromDisk_sayWhatWasSaved() {
    start();
    CacheKey key = load("decoder", 1);
    CacheKey unnamed = load(2);
    JsonNode compiled = json(get("/modules"));
    assertThat(compiled.at("/modules/1/name").asString()).isEqualTo("decoder");
    assertThat(compiled.at("/modules/1/loads/compiled").asLong()).isEqualTo(1);
    assertThat(duration(compiled.at("/modules/1/saved"))).isZero();
    assertThat(compiled.at("/modules/1/live/0/bean").asString()).isEqualTo("endiveModules");
    assertThat(compiled.at("/modules/0/name").isMissingNode()).isTrue();
    assertThat(compiled.at("/modules/0/key").asString()).isEqualTo(unnamed.toHex());
    application.close();
    start();
    load("decoder", 1);
    modules().evict("decoder");
    load("decoder", 1);
    JsonNode loaded = json(get("/modules"));
    JsonNode module = loaded.at("/modules/0");
    assertThat(module.at("/key").asString()).isEqualTo(key.toHex());
    assertThat(module.at("/loads/disk").asLong()).isEqualTo(2);
    assertThat(module.at("/lastOrigin").asString()).isEqualTo("disk");
    Duration once = duration(module.at("/compileTime"));
    assertThat(once).isPositive();
    assertThat(duration(module.at("/saved"))).isEqualTo(once.multipliedBy(2));
    assertThat(duration(loaded.at("/saved"))).isEqualTo(once.multipliedBy(2));
  }

  @Test
  void why_nameOrKey_saysWhatIsThereAndWhyItWasCompiled() {
    start();
    CacheKey key = load("decoder", 1);
    for (String query : List.of("?name=decoder", "?key=" + key)) {
      JsonNode why = json(get("/why" + query));
      assertThat(why.at("/key").asString()).isEqualTo(key.toHex());
      assertThat(why.at("/names/0").asString()).isEqualTo("decoder");
      assertThat(why.at("/reason/kind").asString()).isEqualTo("present");
      assertThat(why.at("/copies/0/tier").asString()).isEqualTo("disk");
      assertThat(why.at("/live/0/origin").asString()).isEqualTo("compiled");
      assertThat(why.at("/lastCompile/name").asString()).isEqualTo("decoder");
      assertThat(why.at("/lastCompile/reason/kind").asString()).isEqualTo("never-seen");
    }
  }

  @Test
  void why_damagedEntry_saysCorruptOnDisk() throws Exception {
    start(UNRESTRICTED);
    CacheKey key = load("decoder", 1);
    modules().evictAll();
    Files.write(entry(), new byte[100]);
    load("decoder", 1);
    JsonNode why = json(get("/why?name=decoder"));
    assertThat(why.at("/lastCompile/reason/kind").asString()).isEqualTo("corrupt");
    assertThat(why.at("/lastCompile/reason/tier").asString()).isEqualTo("disk");
    JsonNode compiles = json(get("/compiles?limit=1"));
    assertThat(compiles.at("/compiles").size()).isEqualTo(1);
    assertThat(compiles.at("/compiles/0/key").asString()).isEqualTo(key.toHex());
    assertThat(compiles.at("/compiles/0/reason/kind").asString()).isEqualTo("corrupt");
    assertThat(json(get("/compiles")).at("/compiles").size()).isEqualTo(2);
    // Deleted by hand: the name still leads to its key, and the key to the reason for the miss.
    assertThat(send("DELETE", "/entries/" + key).statusCode()).isEqualTo(204);
    JsonNode gone = json(get("/why?name=decoder"));
    assertThat(gone.at("/reason/kind").asString()).isEqualTo("gone");
    assertThat(gone.at("/live").size()).isZero();
  }

  @Test
  void why_optionsChanged_saysWhich() {
    start();
    load("decoder", 1);
    application.close();
    start("wasm.cache.engine.keep-code=true");
    load("decoder", 1);
    assertThat(json(get("/why?name=decoder")).at("/lastCompile/reason").toString())
        .contains("options-changed", "keep");
  }

  @Test
  void why_unknownOrAmbiguous_isRefused() {
    start();
    assertThat(problem(404, get("/why?name=nobody"))).contains("'nobody'");
    assertThat(problem(400, get("/why"))).contains("either 'key' or 'name'");
    assertThat(problem(400, get("/why?key=1&name=a"))).contains("either 'key' or 'name'");
    assertThat(problem(400, get("/why?key=1"))).contains("'key' is '1'");
    assertThat(json(get("/why?key=" + ABSENT)).at("/reason/kind").asString())
        .isEqualTo("never-seen");
    assertThat(problem(400, get("/compiles?limit=0"))).contains("'0'");
  }

  @Test
  void prewarm_nameThatTheApplicationKnows_isLive() {
    beans.put("warmUp", new OneModule());
    start(UNRESTRICTED);
    assertThat(json(get("/modules")).at("/prewarmable/0").asString()).isEqualTo("/opt/decoder");
    JsonNode prewarmed = json(post("/modules", "{\"name\":\"/opt/decoder\"}"));
    assertThat(prewarmed.at("/outcome").asString()).isEqualTo("loaded");
    assertThat(modules().modules()).hasSize(1);
    assertThat(problem(500, post("/modules", "{\"name\":\"broken\"}"))).contains("planted");
  }

  @Test
  void prewarm_nameThatWasLoaded_isFetchedUnlessItMustBeCompiled() {
    start(UNRESTRICTED);
    CacheKey key = load("decoder", 1);
    assertThat(json(post("/modules", "{\"name\":\"decoder\"}")).at("/outcome").asString())
        .isEqualTo("live");
    modules().evict(key);
    assertThat(json(post("/modules", "{\"name\":\"decoder\"}")).at("/outcome").asString())
        .isEqualTo("fetched");
    assertThat(cache().admin().inspect(key)).hasSize(2);
    cache().delete(key);
    assertThat(problem(409, post("/modules", "{\"name\":\"decoder\"}"))).contains("WarmUp");
    assertThat(problem(404, post("/modules", "{\"name\":\"nobody\"}"))).contains("'nobody'");
    assertThat(problem(400, post("/modules", "{}"))).contains("'name' is missing");
    assertThat(problem(404, post("/others", "{}"))).contains("'others'");
  }

  private Path entry() throws Exception {
    try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
      return files.filter(file -> file.toString().endsWith(".wasmcache")).findFirst().orElseThrow();
    }
  }

  private static Duration duration(JsonNode node) {
    return Duration.parse(node.asString());
  }

  /** The configuration of an application that can read its modules. */
  private final class OneModule implements WarmUp {
    @Override
    public List<String> names() {
      return List.of("/opt/decoder", "broken");
    }

    @Override
    public void load(String name) {
      if (name.equals("broken")) {
        throw new IllegalStateException("planted");
      }
      modules().load(name, () -> Modules.answering(1));
    }
  }
}
