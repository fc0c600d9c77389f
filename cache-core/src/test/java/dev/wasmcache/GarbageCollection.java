package dev.wasmcache;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Collects garbage until something is gone.
 *
 * <p>A JIT compiler may hold a class for as long as it compiles code that mentions it. A test that
 * gives up after some number of collections therefore fails on a busy machine.
 */
public final class GarbageCollection {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private GarbageCollection() {}

  /**
   * Collects until {@code gone} is true.
   *
   * @return whether it became true within 30 seconds
   */
  public static boolean frees(BooleanSupplier gone) {
    return frees(LIMIT, gone);
  }

  /** Like {@link #frees(BooleanSupplier)}, with another limit. */
  public static boolean frees(Duration limit, BooleanSupplier gone) {
    long end = System.nanoTime() + limit.toNanos();
    do {
      System.gc();
      if (gone.getAsBoolean()) {
        return true;
      }
    } while (System.nanoTime() - end < 0);
    return false;
  }
}
