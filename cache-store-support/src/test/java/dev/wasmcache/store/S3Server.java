package dev.wasmcache.store;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A server that speaks S3 on this host, as a JVM with a class path of its own. Two of them, since
 * they differ in what they know.
 */
public final class S3Server {

  /** What both take for valid. */
  public static final String ACCESS_KEY = "test-access-key";

  public static final String SECRET_KEY = "test-secret-key";
  public static final String BUCKET = "modules";

  private static final Map<String, S3Server> STARTED = new HashMap<>();

  private final ServerProcess process;
  private final int port;
  private final Path directory;

  private S3Server(ServerProcess process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  /**
   * Returns the S3Mock, of Adobe, of this JVM, started by the first caller: that takes seconds. The
   * bucket is there; each test that uses it has a prefix of its own. Its HTTP port listens on all
   * interfaces.
   */
  public static S3Server s3mock() {
    return shared("s3mock", S3Server::startS3mock);
  }

  /**
   * Returns the S3Proxy over a directory of this JVM, as above. It knows one pair of credentials.
   */
  public static S3Server s3proxy() {
    return shared("s3proxy", S3Server::startS3proxy);
  }

  private static S3Server shared(String name, Supplier<S3Server> start) {
    synchronized (STARTED) {
      S3Server known = STARTED.get(name);
      if (known == null) {
        known = start.get();
        Runtime.getRuntime().addShutdownHook(new Thread(known::close));
        STARTED.put(name, known);
      }
      return known;
    }
  }

  private static S3Server startS3mock() {
    return start(
        "s3mock",
        (port, directory) ->
            List.of(
                "-Dcom.adobe.testing.s3mock.store.initialBuckets=" + BUCKET,
                "-Dcom.adobe.testing.s3mock.store.root=" + directory.resolve("store"),
                "-Dlogging.level.root=WARN",
                "com.adobe.testing.s3mock.S3MockApplication",
                "--http.port=" + port,
                "--server.port=" + ServerProcess.freePort(),
                "--server.address=127.0.0.1"));
  }

  /** The bucket is a folder of the directory. */
  private static S3Server startS3proxy() {
    return start(
        "s3proxy",
        (port, directory) -> {
          Path store = Files.createDirectories(directory.resolve("store"));
          Files.createDirectories(store.resolve(BUCKET));
          Path properties = directory.resolve("s3proxy.properties");
          Files.write(
              properties,
              List.of(
                  "s3proxy.endpoint=http://127.0.0.1:" + port,
                  "s3proxy.authorization=aws-v2-or-v4",
                  "s3proxy.identity=" + ACCESS_KEY,
                  "s3proxy.credential=" + SECRET_KEY,
                  "jclouds.provider=filesystem-nio2",
                  "jclouds.filesystem.basedir=" + store,
                  "jclouds.identity=local",
                  "jclouds.credential=local"));
          Path log = directory.resolve("logback.xml");
          Files.writeString(log, "<configuration><root level='warn'/></configuration>");
          return List.of(
              "-Dlogback.configurationFile=" + log,
              "org.gaul.s3proxy.Main",
              "--properties",
              properties.toString());
        });
  }

  private interface Arguments {
    List<String> of(int port, Path directory) throws IOException;
  }

  private static S3Server start(String name, Arguments arguments) {
    Path classPath = Path.of("..", "test-servers", name, "target", "class-path.txt");
    Requirement.require(
        Files.isReadable(classPath), name, "./mvnw process-resources -pl test-servers/" + name);
    IOException last = null;
    // Another process may take the port first.
    for (int i = 0; i < 3; i++) {
      try {
        return start(name, classPath, arguments);
      } catch (IOException e) {
        last = e;
      }
    }
    throw new UncheckedIOException(last);
  }

  private static S3Server start(String name, Path classPath, Arguments arguments)
      throws IOException {
    Path directory = Files.createTempDirectory(name);
    int port = ServerProcess.freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                Files.readString(classPath).strip()));
    command.addAll(arguments.of(port, directory));
    ServerProcess process = ServerProcess.start(command, directory.resolve("log"), port);
    return new S3Server(process, port, directory);
  }

  public int port() {
    return port;
  }

  private void close() {
    process.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
