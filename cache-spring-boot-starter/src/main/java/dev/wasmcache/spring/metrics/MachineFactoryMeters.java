package dev.wasmcache.spring.metrics;

import dev.wasmcache.spring.engine.MachineFactoryObserver;
import dev.wasmcache.stats.MachineFactoryStats;
import dev.wasmcache.stats.ModuleCacheStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Publishes the counters of the machine factories that are in use. A factory may be built before a
 * registry is bound or after, so that each is remembered for the other. Without a factory, there is
 * no meter. Thread-safe.
 */
final class MachineFactoryMeters implements MeterBinder, MachineFactoryObserver {

  private final String cache;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<MeterRegistry> registries = new ArrayList<>();
  private final List<Factory> factories = new ArrayList<>();

  MachineFactoryMeters(String cache) {
    this.cache = cache;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    lock.lock();
    try {
      registries.add(registry);
      factories.forEach(factory -> factory.bindTo(registry, cache));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onCreated(String bean, Supplier<MachineFactoryStats> stats) {
    Factory factory = Factory.of(bean, stats);
    lock.lock();
    try {
      factories.add(factory);
      registries.forEach(registry -> factory.bindTo(registry, cache));
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the snapshots alive, which meters refer to weakly. */
  private record Factory(
      String bean, Snapshot<MachineFactoryStats> stats, Snapshot<ModuleCacheStats> modules) {

    static Factory of(String bean, Supplier<MachineFactoryStats> stats) {
      return new Factory(
          bean,
          new Snapshot<>(stats, System::nanoTime),
          new Snapshot<>(() -> stats.get().modules(), System::nanoTime));
    }

    void bindTo(MeterRegistry registry, String cache) {
      Tags tags = Tags.of("cache", cache, "modules", bean);
      ModuleMeters.bind(new Meters<>(registry, modules, tags));
      Meters<MachineFactoryStats> meters = new Meters<>(registry, stats, tags);
      String name = "wasm.cache.modules.delegations";
      String description = "Instances that the engine compiled by itself, without the cache";
      meters
          .and("reason", "unknown-module")
          .counter(name, description, MachineFactoryStats::unknownModules);
      meters
          .and("reason", "cache-failure")
          .counter(name, description, MachineFactoryStats::failures);
    }
  }
}
