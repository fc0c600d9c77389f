package dev.wasmcache.faults;

import dev.wasmcache.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A running {@link TargetMain}, and the commands to it. */
final class TargetJvm implements AutoCloseable {

  // The log's configuration is found twice, in core and in this module, which would cause a
  // warning.
  static final List<String> OPTIONS =
      List.of(
          "-Xmx128m", "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener");

  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;

  private TargetJvm(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a JVM, and waits until it is ready.
   *
   * @param before words before the command: a program that starts the JVM in a special way
   */
  static TargetJvm start(Map<String, String> environment, String... before) throws IOException {
    return startOn(System.getProperty("java.class.path"), environment, before);
  }

  /** Starts a JVM on another class path. */
  static TargetJvm startOn(String classPath, Map<String, String> environment, String... before)
      throws IOException {
    String own = System.getProperty("java.class.path");
    ProcessBuilder builder = ChildJvm.of(TargetMain.class, OPTIONS);
    builder.redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.command().replaceAll(word -> word.equals(own) ? classPath : word);
    builder.command().addAll(0, List.of(before));
    builder.environment().putAll(environment);
    TargetJvm target = new TargetJvm(builder.start());
    String first = target.answers.readLine();
    if (!"ready".equals(first)) {
      target.close();
      throw new AssertionError("The JVM did not start: " + first);
    }
    return target;
  }

  /** Sends a command and waits for the answer; empty if the JVM has died. */
  String ask(String order, Path directory, Object... arguments) {
    try {
      tell(order, directory, arguments);
      return answer();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
      return "";
    }
  }

  /** Sends a command, and does not wait. */
  void tell(String order, Path directory, Object... arguments) throws IOException {
    StringBuilder line = new StringBuilder(order).append(' ').append(directory);
    for (Object argument : arguments) {
      line.append(' ').append(argument);
    }
    orders.write(line.append('\n').toString());
    orders.flush();
  }

  /** Waits for the answer to the last command. */
  String answer() throws IOException {
    String answer = answers.readLine();
    return answer == null ? "" : answer;
  }

  /** Whether the answer to the last command has arrived. */
  boolean hasAnswered() throws IOException {
    return answers.ready();
  }

  Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
