package dev.wasmcache.fleet;

import dev.wasmcache.process.ChildJvm;
import dev.wasmcache.servers.S3Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Processes that start cold at the same time, each with an empty directory. */
final class Fleet implements AutoCloseable {

  /** The messages of a process: that it compiles, or how it served the module. */
  record Line(Process process, String text) {}

  /** How a process served the module. */
  record Served(long answer, int compiles, Duration elapsed, Duration withoutCompile) {
    static Served parse(String text) {
      String[] words = text.split(" ");
      return new Served(
          Long.parseLong(words[1]),
          Integer.parseInt(words[2]),
          Duration.ofMillis(Long.parseLong(words[3])),
          Duration.ofMillis(Long.parseLong(words[4])));
    }
  }

  // The log's configuration is found twice, which would cause a warning.
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx256m",
          "-Dlogback.configurationFile=fleet-logback.xml",
          "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
          "-Daws.accessKeyId=" + S3Server.ACCESS_KEY,
          "-Daws.secretAccessKey=" + S3Server.SECRET_KEY);
  private static final String ENDED = "ended";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final List<Process> processes = new ArrayList<>();
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();

  /** Starts the processes, and returns when all are ready. */
  static Fleet start(int size, Path directory, String address, Duration compileWait)
      throws IOException, InterruptedException {
    Fleet fleet = new Fleet();
    for (int i = 0; i < size; i++) {
      ProcessBuilder builder =
          ChildJvm.of(
              MemberMain.class,
              OPTIONS,
              directory.resolve("host" + i).toString(),
              address,
              Long.toString(compileWait.toMillis()));
      Process process =
          builder.redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      fleet.processes.add(process);
      Thread reader = new Thread(() -> fleet.listen(process), "fleet-member");
      reader.setDaemon(true);
      reader.start();
    }
    for (int i = 0; i < size; i++) {
      fleet.next(MemberMain.READY);
    }
    return fleet;
  }

  private void listen(Process process) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = reader.readLine()) != null; ) {
        lines.add(new Line(process, line));
        said.add(process.pid() + " " + line);
      }
    } catch (IOException e) {
      // It was killed.
    }
    lines.add(new Line(process, ENDED));
  }

  /** Makes all of them load the module. */
  void go() throws IOException {
    for (Process process : processes) {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }
  }

  /** Waits for the next line of this kind, and returns it. */
  Line next(String kind) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Line line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("No process said '" + kind + "'");
      }
      if (line.text().startsWith(kind)) {
        return line;
      }
      if (line.text().equals(ENDED) && line.process().waitFor() == 1) {
        throw new AssertionError("A process has failed: see its standard error");
      }
    }
  }

  /** Waits until so many processes have served the module. */
  List<Served> served(int size) throws InterruptedException {
    List<Served> served = new ArrayList<>();
    while (served.size() < size) {
      served.add(Served.parse(next(MemberMain.SERVED).text()));
    }
    return served;
  }

  /** Returns all output of the processes, each line with the number of its process. */
  String log() {
    return String.join("\n", said);
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly();
    }
    for (Process process : processes) {
      process.waitFor();
    }
  }
}
