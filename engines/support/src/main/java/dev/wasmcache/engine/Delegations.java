package dev.wasmcache.engine;

import dev.wasmcache.internal.RepeatedWarnings;
import dev.wasmcache.stats.MachineFactoryStats;
import dev.wasmcache.stats.ModuleCacheStats;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts and logs the instances that a machine factory gives to the engine's own compiler. Safe for
 * concurrent use.
 */
public final class Delegations {

  private final String engine;
  private final LongAdder unknownModules = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final RepeatedWarnings warnings = new RepeatedWarnings();

  /**
   * @param family the engine of the factory
   */
  public Delegations(EngineFamily family) {
    this.engine = family.name();
  }

  /** Counts a module that cannot be identified. */
  public void unknownModule(Throwable cause) {
    unknownModules.increment();
    warn("unknown", "the module has parts that the cache does not know", cause);
  }

  /** Counts a failure of the cache. */
  public void failure(Throwable cause) {
    failures.increment();
    warn("failure", "the cache failed", cause);
  }

  private void warn(String kind, String reason, Throwable cause) {
    warnings.warn(
        EngineLog.LOG,
        System.nanoTime(),
        kind,
        "Wasm cache: {} compiles an instance of its own, since {}",
        engine,
        reason,
        cause);
  }

  /** Returns the statistics of the factory. */
  public MachineFactoryStats stats(ModuleCacheStats modules) {
    return new MachineFactoryStats(modules, unknownModules.sum(), failures.sum());
  }
}
