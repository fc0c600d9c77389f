package dev.wasmcache.spring.engine;

import dev.wasmcache.stats.MachineFactoryStats;
import java.util.function.Supplier;

/**
 * A bean that is told of the machine factories that the starter builds. They are built when an
 * application first uses them, which most never do.
 */
public interface MachineFactoryObserver {

  /**
   * A machine factory was built.
   *
   * @param bean the name of its bean
   * @param stats returns its present statistics; does no I/O
   */
  void onCreated(String bean, Supplier<MachineFactoryStats> stats);
}
