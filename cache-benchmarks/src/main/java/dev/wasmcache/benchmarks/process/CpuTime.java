package dev.wasmcache.benchmarks.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What CPU time Linux has counted, in nanoseconds.
 *
 * <p>Read from {@code /proc} and not from the JVM's management beans: those count a process in
 * steps of 10 ms and load some hundred classes, lambdas among them, which whatever is measured
 * after them would then get for nothing.
 */
final class CpuTime {

  private CpuTime() {}

  /** Answers the CPU time of the calling thread. */
  static long ofThisThread() throws IOException {
    bringUpToDate();
    return read("/proc/thread-self/schedstat");
  }

  /**
   * Answers the CPU time of all threads of this process that live, the compilers' among them. What
   * ended before is not in it; in a JVM that has just started, nothing does.
   */
  static long ofProcess() throws IOException {
    bringUpToDate();
    long sum = 0;
    String[] threads = new File("/proc/self/task").list();
    if (threads == null) {
      throw new IOException("There is no /proc/self/task: this needs Linux");
    }
    for (String thread : threads) {
      sum += read("/proc/self/task/".concat(thread).concat("/schedstat"));
    }
    return sum;
  }

  /** The kernel counts a thread that runs at every tick only, or when the thread gives way. */
  @SuppressWarnings("ThreadPriorityCheck") // Nothing relies on who runs meanwhile.
  private static void bringUpToDate() {
    Thread.yield();
  }

  /** Answers the most memory that this process has had, in KB. */
  static long peakMemory() throws IOException {
    byte[] status = content("/proc/self/status");
    String text = new String(status, StandardCharsets.US_ASCII);
    return number(status, text.indexOf("VmHWM:") + 6);
  }

  private static long read(String file) throws IOException {
    return number(content(file), 0);
  }

  private static byte[] content(String file) throws IOException {
    try (FileInputStream in = new FileInputStream(file)) {
      return in.readAllBytes();
    }
  }

  private static long number(byte[] text, int from) {
    int position = from;
    while (text[position] < '0') {
      position++;
    }
    long number = 0;
    while (position < text.length && text[position] >= '0') {
      number = 10 * number + text[position++] - '0';
    }
    return number;
  }
}
