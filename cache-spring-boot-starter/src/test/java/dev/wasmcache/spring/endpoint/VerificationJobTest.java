package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Verifies every entry in the background, or one entry immediately. */
final class VerificationJobTest extends RunningApplication {

  @Test
  void verify_all_findsAndDeletesWhatIsBad() throws IOException {
    start(UNRESTRICTED);
    assertThat(json(get("/verification")).at("/state").asString()).isEqualTo("none");
    List<CacheKey> keys = Stream.of(1, 2, 3).map(this::load).sorted().toList();
    byte[] bytes = Files.readAllBytes(entry(keys.get(1)));
    bytes[bytes.length - 1] ^= 1;
    Files.write(entry(keys.get(1)), bytes);
    JsonNode started = json(202, post("/verification", "{}"));
    assertThat(started.at("/startedAt").asString()).contains("T");
    Awaitility.await()
        .until(() -> json(get("/verification")).at("/state").asString().equals("finished"));
    JsonNode finished = json(get("/verification"));
    assertThat(finished.at("/examined").asLong()).isEqualTo(3);
    assertThat(finished.at("/outcomes/hit").asLong()).isEqualTo(2);
    assertThat(finished.at("/outcomes/corrupt").asLong()).isEqualTo(1);
    assertThat(finished.at("/bad").size()).isEqualTo(1);
    assertThat(finished.at("/bad/0/key").asString()).isEqualTo(keys.get(1).toHex());
    assertThat(finished.at("/bad/0/tier").asString()).isEqualTo("disk");
    assertThat(entry(keys.get(1))).doesNotExist();
    // It can be started again.
    assertThat(post("/verification", "{}").statusCode()).isEqualTo(202);
  }

  @Test
  void verify_whileOneRuns_isAConflictThatShowsIt() throws Exception {
    try (PausingCache paused = new PausingCache()) {
      beans.put("cache", paused.cache());
      start(UNRESTRICTED);
      json(202, post("/verification", "{}"));
      paused.awaitCall();
      var response = post("/verification", "{}");
      assertThat(problem(409, response)).contains("only one runs at a time");
      assertThat(json(409, response).at("/verification/state").asString()).isEqualTo("running");
      paused.proceed();
      Awaitility.await()
          .until(() -> json(get("/verification")).at("/state").asString().equals("finished"));
      assertThat(json(get("/verification")).at("/examined").asLong()).isEqualTo(1);
    }
  }

  @Test
  void verify_one_saysHowItIsInEveryTier() throws IOException {
    start(UNRESTRICTED);
    CacheKey key = load(1);
    String body = "{\"key\":\"" + key + "\"}";
    assertThat(json(post("/verification", body)).at("/tiers/disk").asString()).isEqualTo("hit");
    Files.write(entry(key), new byte[500]);
    assertThat(json(post("/verification", body)).at("/tiers/disk").asString()).isEqualTo("corrupt");
    assertThat(problem(404, post("/verification", body))).contains(key.toHex());
    assertThat(problem(400, post("/verification", "{\"key\":\"x\"}"))).contains("'x'");
  }

  private Path entry(CacheKey key) {
    Path root = application.getBean(DiskStore.class).directory();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".wasmcache"))
          .filter(file -> key.toHex().endsWith(file.getFileName().toString().substring(0, 62)))
          .findFirst()
          .orElseGet(() -> root.resolve("gone"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
