package dev.wasmcache.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real Redis on this host: the installed one, else the one that Maven brings. */
public final class RedisServer implements AutoCloseable {

  private final int port;
  private final List<String> options;
  private final Path directory;
  private ServerProcess process;

  private RedisServer(int port, List<String> options) throws IOException {
    this.port = port;
    this.options = options;
    this.directory = Files.createTempDirectory("redis");
    restart();
  }

  /** Returns the program to start. A test is skipped if there is none that runs here. */
  public static String command() {
    return RedisProgram.command();
  }

  /** Starts a server on a free port, with options as on its command line. */
  public static RedisServer start(String... options) {
    IOException last = null;
    // Another process may take the port first.
    for (int i = 0; i < 3; i++) {
      try {
        return new RedisServer(ServerProcess.freePort(), List.of(options));
      } catch (IOException e) {
        last = e;
      }
    }
    throw new UncheckedIOException(last);
  }

  /** Starts a server on a port of your choice. */
  public static RedisServer startOn(int port, String... options) {
    try {
      return new RedisServer(port, List.of(options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again, empty. */
  public void restart() throws IOException {
    List<String> command = new ArrayList<>(List.of(command()));
    command.addAll(options.stream().filter(option -> option.endsWith(".conf")).toList());
    command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--dir", directory.toString(), "--save", ""));
    command.addAll(options.stream().filter(option -> !option.endsWith(".conf")).toList());
    process = ServerProcess.start(command, directory.resolve("log"), port);
  }

  public int port() {
    return port;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public void freeze() {
    process.freeze();
  }

  public void thaw() {
    process.thaw();
  }

  /** Kills it. */
  public void stop() {
    process.close();
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
