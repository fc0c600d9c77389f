package dev.wasmcache.engine.differential;

/** An instance. For one thread. */
public interface Running {

  /** Calls an export; throws what the engine throws. */
  long[] call(String export, long[] arguments);

  /**
   * Tries to end a call that does not check for interrupts, from another thread. It may be called
   * many times, and nothing else after it.
   */
  void stop();

  /** How many pages the memory has; 0 if there is none. */
  int pages();

  byte[] page(int number);

  /** The values of all globals, and the sizes and contents of all tables. */
  long[] values();
}
