package dev.wasmcache.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The entry point of the executable JAR. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Charset charset = Charset.defaultCharset();
    PrintWriter out = new PrintWriter(System.out, false, charset);
    PrintWriter err = new PrintWriter(System.err, true, charset);
    int exitCode = new WasmCacheCommandLine(out, err).execute(arguments);
    out.flush();
    err.flush();
    System.exit(exitCode);
  }
}
