package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server on this host, as a process of its own. */
final class Server implements AutoCloseable {

  /** The bucket that is there. */
  static final String BUCKET = "modules";

  private static final long MAXIMUM_START_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long POLL_MILLIS = 20;

  private final Process process;
  private final int port;

  private Server(int port, Path log, List<String> command) throws IOException {
    this.port = port;
    this.process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitStart(log);
  }

  /** Starts the Redis that is installed; it keeps nothing. */
  static Server redis() throws IOException {
    int port = freePort();
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

  /** Starts S3Mock, of Adobe, on the JDK that measures. */
  static Server s3() throws IOException {
    int port = freePort();
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
    command.add("--server.port=" + freePort());
    command.add("--server.address=127.0.0.1");
    return new Server(port, directory.resolve("log"), command);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitStart(Path log) throws IOException {
    long start = System.nanoTime();
    try {
      while (!listens()) {
        if (!process.isAlive() || System.nanoTime() - start > MAXIMUM_START_NANOS) {
          process.destroyForcibly();
          throw new IOException("The server did not start: " + Files.readString(log));
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
