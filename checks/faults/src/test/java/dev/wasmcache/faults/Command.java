package dev.wasmcache.faults;

import java.io.IOException;

/** Runs programs of the system. */
final class Command {

  private Command() {}

  /** Runs a program to its end; an exit status other than 0 fails the test. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError(String.join(" ", command) + ": status " + status + ": " + output);
    }
    return output;
  }
}
