package dev.wasmcache;

import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Origin;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts what live modules do, without a lock. */
final class ModuleCounters {

  private final LongAdder hits = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final Map<Origin, LongAdder> loads = new EnumMap<>(Origin.class);

  ModuleCounters() {
    for (Origin origin : Origin.values()) {
      loads.put(origin, new LongAdder());
    }
  }

  void hit() {
    hits.increment();
  }

  void failed() {
    failures.increment();
  }

  void evicted() {
    evictions.increment();
  }

  void loaded(Origin origin) {
    Objects.requireNonNull(loads.get(origin)).increment();
  }

  ModuleCacheStats snapshot(long modules, long bytes, long maximumBytes) {
    Map<Origin, Long> loaded = new EnumMap<>(Origin.class);
    loads.forEach((origin, count) -> loaded.put(origin, count.sum()));
    return new ModuleCacheStats(
        hits.sum(), loaded, failures.sum(), evictions.sum(), modules, bytes, maximumBytes);
  }
}
