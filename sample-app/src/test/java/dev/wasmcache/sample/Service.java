package dev.wasmcache.sample;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as it is shipped, in a separate process. */
final class Service implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  private final Process process;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();

  private Service(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts the service, with its output in a file, and waits until it is ready. */
  static Service start(Path log, Path cacheDirectory) throws IOException {
    return start(log, Map.of("WASM_CACHE_DISK_DIRECTORY", cacheDirectory.toString()));
  }

  /** Starts it in another packaging. */
  static Service start(Path log, Path cacheDirectory, List<String> launch) throws IOException {
    return start(
        log, process(log, Map.of("WASM_CACHE_DISK_DIRECTORY", cacheDirectory.toString()), launch));
  }

  /** Starts it with settings from the environment, as in a container. */
  static Service start(Path log, Map<String, String> environment) throws IOException {
    return start(log, process(log, environment));
  }

  /** Starts it with settings from the environment, in another packaging and a given JVM. */
  static Service start(Path log, Map<String, String> environment, Path java, List<String> launch)
      throws IOException {
    return start(log, process(log, environment, java, launch));
  }

  private static Service start(Path log, Process process) {
    Service service = new Service(process, log);
    try {
      await()
          .atMost(Duration.ofMinutes(5))
          .failFast("the service has ended", () -> !process.isAlive())
          .until(() -> service.log().contains("since start"));
    } catch (RuntimeException e) {
      service.close();
      throw new IllegalStateException(service.log(), e);
    }
    return service;
  }

  /** Starts the service without waiting for anything. */
  static Process process(Path log, Map<String, String> environment) throws IOException {
    return process(log, environment, List.of("-jar", System.getProperty("sample.jar")));
  }

  private static Process process(Path log, Map<String, String> environment, List<String> launch)
      throws IOException {
    return process(log, environment, java(), launch);
  }

  /** Returns the executable of the JVM that runs the tests. */
  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  static Process process(Path log, Map<String, String> environment, Path java, List<String> launch)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-Xmx512m");
    // It starts faster, and none of these tests is about speed.
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(launch);
    command.add("--server.port=0");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the sum of a metric over the tags that are not named, from the Prometheus endpoint. */
  double metric(String name, String... tags) throws Exception {
    return get("/actuator/prometheus")
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(
            line -> {
              for (String tag : tags) {
                if (!line.contains(tag)) {
                  return false;
                }
              }
              return true;
            })
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .reduce(Double::sum)
        .orElseThrow(() -> new AssertionError("There is no metric " + name));
  }

  String get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  /** Returns an endless response as a stream. */
  InputStream open(String path) throws Exception {
    return client
        .send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofInputStream())
        .body();
  }

  String post(String path, String json) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private URI uri(String path) {
    Matcher port = PORT.matcher(log());
    if (!port.find()) {
      throw new IllegalStateException(log());
    }
    return URI.create("http://localhost:" + port.group(1) + path);
  }

  private String send(HttpRequest request) throws Exception {
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  /** Shuts the service down as an operator does, and waits until it has ended. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The service did not end:\n" + log());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
