package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.spring.SigningKeys;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Archives over HTTP, from one running application to another. */
final class ArchiveServletTest extends RunningApplication {

  @Test
  void archive_fromOneApplicationToAnother_isLoadedThereWithoutACompile() {
    start();
    CacheKey key = load(1);
    load(2);
    HttpResponse<byte[]> download = download("");
    assertThat(download.headers().firstValue("Content-Type")).contains(OCTETS);
    assertThat(download.headers().firstValue("Content-Disposition").orElse(""))
        .contains("attachment", "wasm-cache.archive");
    restartElsewhere(UNRESTRICTED);
    assertThat(cache().admin().keys(null, 10)).isEmpty();
    JsonNode report = json(upload(download.body()));
    assertThat(report.at("/entries").asLong()).isEqualTo(2);
    assertThat(report.at("/bytes").asLong()).isPositive();
    assertThat(report.at("/refused").size()).isZero();
    assertThat(load(1)).isEqualTo(key);
    assertThat(cache().stats().compilations()).isZero();
    assertThat(cache().admin().verify(key).values())
        .allMatch(outcome -> outcome.id().equals("hit"));
  }

  @Test
  void download_filtered_holdsWhatMatches() {
    start(UNRESTRICTED);
    load(1);
    byte[] none = download("?engine=chicory").body();
    assertThat(json(upload(none)).at("/entries").asLong()).isZero();
    assertThat(problem(400, get("/archive?olderThan=old"))).contains("'olderThan' is 'old'");
  }

  @Test
  void upload_signedByABuilder_isTakenByWhoOnlyVerifies() {
    KeyPair pair = SigningKeys.generate("Ed25519");
    String id = "wasm.cache.integrity.keys[0].id=a";
    String publicKey =
        "wasm.cache.integrity.keys[0].public-key=" + SigningKeys.base64(pair.getPublic());
    start();
    load(1);
    byte[] unsigned = download("").body();
    restartElsewhere(
        id,
        publicKey,
        "wasm.cache.integrity.keys[0].private-key=" + SigningKeys.base64(pair.getPrivate()));
    load(1);
    byte[] signed = download("").body();
    restartElsewhere(UNRESTRICTED, id, publicKey);
    assertThat(json(upload(unsigned)).at("/refused/unauthentic").asLong()).isEqualTo(1);
    assertThat(cache().admin().keys(null, 10)).isEmpty();
    assertThat(json(upload(signed)).at("/entries").asLong()).isEqualTo(1);
    load(1);
    assertThat(cache().stats().compilations()).isZero();
  }

  @Test
  void upload_damaged_keepsWhatCameBeforeAndSaysSo() {
    start();
    load(1);
    load(2);
    byte[] archive = download("").body();
    restartElsewhere(UNRESTRICTED);
    HttpResponse<String> cut = upload(Arrays.copyOf(archive, archive.length - 20));
    assertThat(problem(400, cut)).contains("ends before its end mark");
    assertThat(json(400, cut).at("/imported/entries").asLong()).isEqualTo(1);
    assertThat(cache().admin().keys(null, 10)).hasSize(1);
    archive[archive.length - 20] ^= 1;
    JsonNode report = json(upload(archive));
    assertThat(report.at("/refused/corrupt").asLong()).isEqualTo(1);
    assertThat(report.at("/entries").asLong()).isEqualTo(1);
    assertThat(problem(400, upload("no archive".getBytes(StandardCharsets.UTF_8))))
        .contains("does not start with the magic bytes of an archive");
  }

  @Test
  void upload_overTheLimit_isTooLargeAndNamesIt() {
    start();
    load(1);
    byte[] archive = download("").body();
    // The position of the first entry's length: it claims one byte over 1 MB and a header.
    archive[8 + 2 + 1 + 32 + 5] = 0x20;
    restartElsewhere(UNRESTRICTED, "wasm.cache.max-entry-size=1MB");
    assertThat(problem(413, upload(archive))).contains("the limit of an entry is 1048576");
  }

  @Test
  void upload_whileAnotherRuns_isAConflict() throws Exception {
    start(UNRESTRICTED);
    try (Socket first = new Socket("localhost", uri("").getPort())) {
      first
          .getOutputStream()
          .write(
              ("POST /actuator/wasmcache/archive HTTP/1.1\r\nHost: localhost\r\n"
                      + "Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nWASM")
                  .getBytes(StandardCharsets.US_ASCII));
      // The server needs a moment to reach the first upload.
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(problem(409, upload(new byte[0])))
                      .contains("only one import runs at a time"));
    }
    // An upload whose client has disconnected.
    Awaitility.await()
        .untilAsserted(() -> assertThat(upload(new byte[0]).statusCode()).isEqualTo(400));
  }

  @Test
  void archive_methodTypeOrAccess_isRefusedWithTheRightStatus() {
    start();
    assertThat(problem(405, upload(new byte[10]))).contains("POST", "read-only", UNRESTRICTED);
    assertThat(send("POST", "/archive").headers().firstValue("Allow")).contains("GET");
    assertThat(send("HEAD", "/archive").statusCode()).isEqualTo(405);
    assertThat(send("DELETE", "/archive").statusCode()).isEqualTo(405);
    application.close();
    start(UNRESTRICTED);
    assertThat(problem(415, post("/archive", JSON, BodyPublishers.ofString("{}"))))
        .contains(OCTETS);
    assertThat(problem(405, send("DELETE", "/archive"))).contains("DELETE");
    application.close();
    start(UNRESTRICTED, "management.endpoints.access.max-permitted=read-only");
    assertThat(upload(new byte[10]).statusCode()).isEqualTo(405);
    assertThat(download("").statusCode()).isEqualTo(200);
    application.close();
    start("management.endpoint.wasmcache.access=none");
    assertThat(get("/archive").statusCode()).isEqualTo(404);
    application.close();
    start("management.endpoints.web.exposure.exclude=wasmcache");
    assertThat(get("/archive").statusCode()).isEqualTo(404);
  }

  @Test
  void archive_otherPortPathAndName_isThere() {
    start(
        "management.server.port=0",
        "management.server.base-path=/operator",
        "management.endpoints.web.base-path=/manage",
        "management.endpoints.web.path-mapping.wasmcache=modules");
    load(1);
    HttpResponse<String> there =
        send(
            HttpRequest.newBuilder(
                uri("local.management.port", "/operator/manage/modules/archive")),
            BodyHandlers.ofString());
    assertThat(there.statusCode()).isEqualTo(200);
    assertThat(get("/archive").statusCode()).isEqualTo(404);
  }

  @Test
  void archive_servletPathOfTheApplication_isBelowIt() {
    start("spring.mvc.servlet.path=/app", "server.servlet.context-path=/root");
    HttpResponse<String> there =
        send(
            HttpRequest.newBuilder(
                uri("local.server.port", "/root/app/actuator/wasmcache/archive")),
            BodyHandlers.ofString());
    assertThat(there.statusCode()).isEqualTo(200);
  }

  private void restartElsewhere(String... properties) {
    application.close();
    Path elsewhere = directory.resolve("elsewhere" + System.nanoTime());
    String[] all = Arrays.copyOf(properties, properties.length + 1);
    all[properties.length] = "wasm.cache.disk.directory=" + elsewhere;
    start(all);
    assertThat(Files.isDirectory(elsewhere)).isTrue();
  }

  private HttpResponse<byte[]> download(String query) {
    return send(HttpRequest.newBuilder(uri("/archive" + query)), BodyHandlers.ofByteArray());
  }

  private HttpResponse<String> upload(byte[] archive) {
    return post("/archive", OCTETS, BodyPublishers.ofByteArray(archive));
  }
}
