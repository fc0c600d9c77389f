package dev.wasmcache.benchmarks.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How the processors of this machine have spent their time since it booted, by all processes, as
 * Linux counts it in steps of 10 ms.
 *
 * @param busy the time in which they worked, in ticks
 * @param all the same with the time in which they had nothing to do
 */
record ProcessorUse(long busy, long all) {

  private static final int IDLE = 4;
  private static final int WAITING_FOR_DISKS = 5;
  private static final int LAST = 8;

  static ProcessorUse now() throws IOException {
    return parse(Files.readString(Path.of("/proc/stat")));
  }

  /** Reads what Linux writes to {@code /proc/stat}: its first line is the sum of all processors. */
  static ProcessorUse parse(String stat) {
    String[] words = stat.substring(0, stat.indexOf('\n')).split(" +", -1);
    long busy = 0;
    long all = 0;
    for (int i = 1; i <= LAST; i++) {
      long ticks = Long.parseLong(words[i]);
      all += ticks;
      busy += i == IDLE || i == WAITING_FOR_DISKS ? 0 : ticks;
    }
    return new ProcessorUse(busy, all);
  }

  /** Returns which part of their time the processors have worked since then, from 0 to 1. */
  double since(ProcessorUse before) {
    return all == before.all ? 0 : (double) (busy - before.busy) / (all - before.all);
  }
}
