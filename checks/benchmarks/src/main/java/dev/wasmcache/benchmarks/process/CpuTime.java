package dev.wasmcache.benchmarks.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The CPU time that Linux has counted, in nanoseconds.
 *
 * <p>Read from {@code /proc} and not from the JVM's management beans: those count a process in
 * steps of 10 ms and load about a hundred classes, including lambdas, which would then cost nothing
 * in whatever is measured afterwards.
 */
public final class CpuTime {

  private CpuTime() {}

  /** Returns the CPU time of the calling thread. */
  public static long ofThisThread() throws IOException {
    bringUpToDate();
    return read("/proc/thread-self/schedstat");
  }

  /**
   * Returns the CPU time of all live threads of this process, including the JIT compilers. Threads
   * that have ended are not included; in a JVM that has just started, there are none.
   */
  public static long ofProcess() throws IOException {
    bringUpToDate();
    long sum = 0;
    String[] threads = new File("/proc/self/task").list();
    if (threads == null) {
      throw new IOException("There is no /proc/self/task: this needs Linux");
    }
    for (String thread : threads) {
      sum += readIfAlive("/proc/self/task/".concat(thread).concat("/schedstat"));
    }
    return sum;
  }

  private static long readIfAlive(String file) throws IOException {
    try {
      return read(file);
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  /**
   * The kernel updates the time of a running thread only at every tick, or when the thread yields.
   */
  @SuppressWarnings("ThreadPriorityCheck") // Nothing relies on which thread runs meanwhile.
  private static void bringUpToDate() {
    Thread.yield();
  }

  /** Returns the peak memory of this process, in KB. */
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
