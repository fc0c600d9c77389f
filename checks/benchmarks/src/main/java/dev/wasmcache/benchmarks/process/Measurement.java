package dev.wasmcache.benchmarks.process;

/**
 * What one JVM measured.
 *
 * @param threadNanos CPU time of the main thread, from reading the file to the end of the call
 * @param processNanos CPU time of all threads during that time
 * @param wholeProcessNanos CPU time of all threads since the JVM started
 * @param wallNanos time elapsed, from reading the file to the end of the call
 * @param peakKilobytes the peak memory of the JVM
 * @param answer the result of the call
 */
record Measurement(
    long threadNanos,
    long processNanos,
    long wholeProcessNanos,
    long wallNanos,
    long peakKilobytes,
    String answer) {

  private static final String PREFIX = "measured ";
  private static final int NUMBERS = 5;

  String toLine() {
    return PREFIX
        + threadNanos
        + ' '
        + processNanos
        + ' '
        + wholeProcessNanos
        + ' '
        + wallNanos
        + ' '
        + peakKilobytes
        + ' '
        + answer;
  }

  static boolean isLine(String line) {
    return line.startsWith(PREFIX);
  }

  /** Reads what {@link #toLine} wrote. */
  static Measurement parse(String line) {
    String[] parts = line.substring(PREFIX.length()).split(" ", NUMBERS + 1);
    return new Measurement(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        parts[NUMBERS]);
  }
}
