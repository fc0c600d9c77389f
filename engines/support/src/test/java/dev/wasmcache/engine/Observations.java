package dev.wasmcache.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

/**
 * Calls exports of an instance and records everything that is visible: their results, their traps,
 * the imports that they call and with which arguments, and the final content of the memory. Imports
 * return zero.
 */
public final class Observations {

  private static final int MOST_CALLS = 60;
  private static final int MOST_IMPORT_CALLS = 10_000;
  private static final long[] ARGUMENTS = {0, 1, 24, 1024};

  private final List<String> seen = new ArrayList<>();
  private int calls;

  public List<String> seen() {
    return seen;
  }

  /** Calls an export, unless the limit of calls is reached. */
  public void call(String export, int parameters, UnaryOperator<long[]> function) {
    if (calls == MOST_CALLS) {
      return;
    }
    long[] arguments = new long[parameters];
    Arrays.fill(arguments, ARGUMENTS[calls++ % ARGUMENTS.length]);
    try {
      long[] results = function.apply(arguments);
      seen.add(export + Arrays.toString(arguments) + " returns " + Arrays.toString(results));
    } catch (RuntimeException e) {
      seen.add(export + Arrays.toString(arguments) + " throws " + e);
    }
  }

  public void memory(int pages, IntFunction<byte[]> page) {
    CRC32 checksum = new CRC32();
    for (int i = 0; i < pages; i++) {
      checksum.update(page.apply(i));
    }
    seen.add("memory of " + pages + " pages, checksum " + checksum.getValue());
  }

  /** The behaviour of an import. */
  public long[] answerZero(String name, int results, long[] arguments) {
    seen.add("import " + name + Arrays.toString(arguments));
    if (seen.size() > MOST_IMPORT_CALLS) {
      throw new IllegalStateException("The run does not end");
    }
    return new long[results];
  }
}
