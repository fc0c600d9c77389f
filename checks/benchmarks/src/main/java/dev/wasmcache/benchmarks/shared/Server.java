package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.benchmarks.report.WorkDirectory;
import dev.wasmcache.servers.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server on this host, in its own process. */
final class Server implements AutoCloseable {

  /** The bucket that exists. */
  static final String BUCKET = "modules";

  private final ServerProcess process;
  private final int port;

  private Server(int port, Path log, List<String> command) throws IOException {
    this.port = port;
    this.process = ServerProcess.start(command, log, port);
  }

  /** Starts the installed Redis, without persistence. */
  static Server redis() throws IOException {
    int port = ServerProcess.freePort();
    Path directory = WorkDirectory.empty("redis");
    return new Server(
        port,
        directory.resolve("log"),
        List.of(
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--dir",
            directory.toString(),
            "--save",
            ""));
  }

  /** Starts Adobe's S3Mock, on the JDK that runs the benchmark. */
  static Server s3() throws IOException {
    int port = ServerProcess.freePort();
    Path directory = WorkDirectory.empty("s3");
    Path classPath = Path.of("..", "test-servers", "s3mock", "target", "class-path.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", Files.readString(classPath).strip()));
    command.add("-Dcom.adobe.testing.s3mock.store.initialBuckets=" + BUCKET);
    command.add("-Dcom.adobe.testing.s3mock.store.root=" + directory.resolve("store"));
    command.add("-Dlogging.level.root=WARN");
    command.add("com.adobe.testing.s3mock.S3MockApplication");
    command.add("--http.port=" + port);
    command.add("--server.port=" + ServerProcess.freePort());
    command.add("--server.address=127.0.0.1");
    return new Server(port, directory.resolve("log"), command);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.close();
  }
}
