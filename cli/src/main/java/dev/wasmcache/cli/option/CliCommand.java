package dev.wasmcache.cli.option;

import dev.wasmcache.cli.output.Json;
import dev.wasmcache.cli.output.Progress;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command: does its work, writes what came of it, and returns an {@link ExitCode}. */
public abstract class CliCommand implements Callable<Integer> {

  private final GlobalOptions options;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  protected CliCommand(GlobalOptions options) {
    this.options = options;
  }

  protected final GlobalOptions options() {
    return options;
  }

  /** Returns standard output. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Returns standard error. */
  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Returns whether the output is JSON. */
  protected final boolean json() {
    return options.json();
  }

  /** Writes the JSON of the command. */
  protected final void print(Map<String, ?> fields) {
    out().println(Json.write(fields));
  }

  /** Writes a line that may have picocli's markup for styles, {@code @|bold text|@}. */
  protected final void print(String line) {
    out().println(options.ansi().string(line));
  }

  /** Starts the progress bar of a long operation; it shows on a terminal only. */
  protected final Progress progress(String what, long total) {
    return Progress.start(err(), what, total, json());
  }
}
