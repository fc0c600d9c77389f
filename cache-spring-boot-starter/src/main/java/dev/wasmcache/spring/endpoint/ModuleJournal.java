package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import dev.wasmcache.ModuleListener;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.stats.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers where the most recently loaded modules came from and what that saved. Thread-safe. */
final class ModuleJournal implements ModuleListener {

  private static final int MOST = 1000;

  private final InstantSource clock;
  // In the order of their last loads, the latest at the end.
  private final Map<String, History> histories = new LinkedHashMap<>();

  ModuleJournal(InstantSource clock) {
    this.clock = clock;
  }

  /** The loads of a name, or of a key that was requested by its bytes. */
  record History(
      Optional<String> name, Map<Origin, Long> loads, Duration saved, ModuleLoad last, Instant at) {

    private static History next(@Nullable History before, ModuleLoad load, Instant at) {
      Map<Origin, Long> loads = new EnumMap<>(Origin.class);
      Duration saved = Duration.ZERO;
      if (before != null) {
        loads.putAll(before.loads);
        saved = before.saved;
      }
      loads.merge(load.origin(), 1L, Long::sum);
      if (load.origin() != Origin.COMPILED) {
        saved = saved.plus(load.compileTime());
      }
      return new History(load.name(), Collections.unmodifiableMap(loads), saved, load, at);
    }
  }

  @Override
  public synchronized void onLoad(ModuleLoad load) {
    String id = load.name().orElseGet(load.key()::toHex);
    History before = histories.remove(id);
    histories.put(id, History.next(before, load, clock.instant()));
    if (histories.size() > MOST) {
      histories.remove(histories.keySet().iterator().next());
    }
  }

  /** Returns the remembered histories, latest first. */
  synchronized List<History> histories() {
    List<History> latestFirst = new ArrayList<>(histories.values());
    Collections.reverse(latestFirst);
    return latestFirst;
  }

  /** Returns the key that a name had when it was last loaded. */
  synchronized Optional<CacheKey> key(String name) {
    return Optional.ofNullable(histories.get(name))
        .filter(history -> history.name().isPresent())
        .map(history -> history.last().key());
  }
}
