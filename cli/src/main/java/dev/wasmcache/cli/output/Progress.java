package dev.wasmcache.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;

/**
 * A progress bar on standard error. Shows only if that is a terminal, and not before a moment has
 * passed. For one thread.
 */
public final class Progress implements AutoCloseable {

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int WIDTH = 30;
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private final PrintWriter err;
  private final String what;
  private final long total;
  private final boolean shows;
  private long done;
  private long next;
  private int length;

  Progress(PrintWriter err, String what, long total, boolean shows, long firstNanos) {
    this.err = err;
    this.what = what;
    this.total = total;
    this.shows = shows;
    this.next = System.nanoTime() + firstNanos;
  }

  /**
   * Starts a bar.
   *
   * @param what the work, as a noun
   * @param total the number of steps; 0 if it is not known
   * @param quiet whether it never shows
   */
  public static Progress start(PrintWriter err, String what, long total, boolean quiet) {
    return new Progress(err, what, total, !quiet && isTerminal(), FIRST_NANOS);
  }

  /** A file of the system says so on Linux; elsewhere, where colours show, a bar does. */
  private static boolean isTerminal() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return Files.readSymbolicLink(STANDARD_ERROR).startsWith("/dev/pts")
          || Files.readSymbolicLink(STANDARD_ERROR).startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return Ansi.AUTO.enabled();
    }
  }

  /** Counts a step, and shows what it was about. */
  public void step(String current) {
    done++;
    if (shows && System.nanoTime() - next >= 0) {
      next = System.nanoTime() + EACH_NANOS;
      draw(current);
    }
  }

  private void draw(String current) {
    StringBuilder line = new StringBuilder(what).append(' ');
    if (total > 0) {
      int full = (int) (Math.min(done, total) * WIDTH / total);
      line.append('[').append("#".repeat(full)).append("-".repeat(WIDTH - full)).append("] ");
      line.append(done).append(" of ").append(total);
    } else {
      line.append(done);
    }
    line.append(' ').append(current);
    erase(line.length());
    err.print(line);
    err.flush();
    length = line.length();
  }

  private void erase(int newLength) {
    err.print('\r');
    if (length > newLength) {
      err.print(" ".repeat(length));
      err.print('\r');
    }
  }

  /** Removes the bar. */
  @Override
  public void close() {
    if (length > 0) {
      erase(0);
      err.flush();
      length = 0;
    }
  }
}
