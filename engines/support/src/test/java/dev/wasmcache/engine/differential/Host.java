package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.differential.Outcome.Shown;
import java.util.List;
import java.util.Random;

/**
 * Everything that a module imports. Answers from its seed, so that the same calls get the same
 * answers, and remembers what was called. For one thread.
 */
public final class Host {

  private static final int MOST_CALLS = 2_000;
  private static final int THROWS_ONCE_IN = 64;

  private final long seed;
  private int calls;
  private long seen = 1;
  private long seenExactly = 1;

  Host(long seed) {
    this.seed = seed;
  }

  /**
   * Returns the results of a call, or throws as functions of a host may.
   *
   * @throws IllegalStateException at some calls, and if there are too many
   */
  public long[] call(Function function, long[] arguments) {
    see(function.name().hashCode(), function.name().hashCode());
    List<Kind> parameters = function.parameters();
    for (int i = 0; i < arguments.length; i++) {
      long value = arguments[i];
      see(i < parameters.size() ? parameters.get(i).canonical(value) : value, value);
    }
    if (++calls > MOST_CALLS) {
      throw new IllegalStateException("The host was called too often");
    }
    Random random = new Random(seed + 1_000_003L * calls);
    if (random.nextInt(THROWS_ONCE_IN) == 0) {
      throw new IllegalStateException("The host refuses call " + calls);
    }
    long[] results = new long[function.results().size()];
    for (int i = 0; i < results.length; i++) {
      // Zero is what most modules take for success.
      results[i] = random.nextInt(3) > 0 ? 0 : function.results().get(i).value(random);
    }
    return results;
  }

  private void see(long value, long exactValue) {
    seen = 31 * seen + value;
    seenExactly = 31 * seenExactly + exactValue;
  }

  /** What was called so far, and with which arguments. */
  Shown seen() {
    return new Shown(text(seen), text(seenExactly));
  }

  private String text(long digest) {
    return calls + " calls of the host, digest " + Long.toHexString(digest);
  }
}
