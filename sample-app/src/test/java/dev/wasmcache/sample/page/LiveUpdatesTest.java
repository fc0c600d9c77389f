package dev.wasmcache.sample.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.wasmcache.sample.HttpTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@HttpTest
@Tag("one-jdk")
class LiveUpdatesTest {

  private final HttpClient client = HttpClient.newHttpClient();

  @Autowired private LiveUpdates updates;
  @Autowired private PageStates states;
  @LocalServerPort private int port;

  @AfterEach
  void endConnections() {
    updates.stop();
    updates.start();
    await().until(() -> updates.size() == 0);
  }

  @Test
  void listen_whenSomethingChanges_isTold() throws Exception {
    try (BufferedReader events = listen()) {
      assertThat(events.readLine()).isEqualTo(":open");
      assertThat(nextEvent(events)).isEqualTo("event:changed");

      get("/modules/qcms");

      assertThat(nextEvent(events)).isEqualTo("event:changed");
    }
  }

  @Test
  void look_atThePage_changesNothing() throws Exception {
    PageState before = states.now();

    assertThat(get("/")).contains("<h1>Wasm Cache sample</h1>");

    assertThat(states.now()).isEqualTo(before);
  }

  @Test
  void listen_moreThanMay_isRefused() throws Exception {
    try (BufferedReader first = listen();
        BufferedReader second = listen()) {
      HttpResponse<InputStream> refused = ask();

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).asString(UTF_8).contains("limit of connections");
    }
  }

  @Test
  void listen_oneHasLeft_makesRoom() throws Exception {
    listen().close();
    listen().close();

    // Each change is written to the closed connections, which is how they are detected.
    await()
        .until(
            () -> {
              get("/modules/qcms");
              return updates.size() == 0;
            });

    listen().close();
  }

  @Test
  void stop_connectionsAreOpen_endsThemAndTakesNoMore() throws Exception {
    try (InputStream events = ask().body()) {
      updates.stop();

      // Reads the remaining bytes up to the end: the connection is closed and does not stay open.
      byte[] all =
          assertTimeoutPreemptively(
              Duration.ofSeconds(30), events::readAllBytes, "the connection is still open");
      assertThat(new String(all, UTF_8)).startsWith(":open");
      assertThat(ask().statusCode()).isEqualTo(503);
      assertThat(updates.isRunning()).isFalse();
    }
  }

  private BufferedReader listen() throws Exception {
    HttpResponse<InputStream> response = ask();
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }

  private static String nextEvent(BufferedReader events) throws IOException {
    String line = events.readLine();
    while (line != null && !line.startsWith("event:")) {
      line = events.readLine();
    }
    return line;
  }

  /** Returns when the head of the response has arrived: its body may be endless. */
  private HttpResponse<InputStream> ask() throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri("/events")).header("Accept", "text/event-stream").build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private String get(String path) throws Exception {
    return client
        .send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }
}
