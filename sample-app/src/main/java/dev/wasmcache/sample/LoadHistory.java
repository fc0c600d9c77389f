package dev.wasmcache.sample;

import dev.wasmcache.ModuleListener;
import dev.wasmcache.ModuleLoad;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How each module was loaded, by the name the cache knows it by. */
@Component
final class LoadHistory implements ModuleListener {

  private final Map<String, ModuleLoad> loads = new ConcurrentHashMap<>();
  private final Map<String, Map<Source, Duration>> times = new ConcurrentHashMap<>();

  @Override
  public void onLoad(ModuleLoad load) {
    load.name().ifPresent(name -> loads.put(name, load));
  }

  /** The cache tells its listeners of loads only, so who asks tells where the module came from. */
  void onAccess(String cacheName, Source source, Duration elapsed) {
    times.computeIfAbsent(cacheName, name -> new ConcurrentHashMap<>()).put(source, elapsed);
  }

  Optional<ModuleLoad> last(String cacheName) {
    return Optional.ofNullable(loads.get(cacheName));
  }

  /** Answers what it took the last time, for each source the module ever came from. */
  Map<Source, Duration> times(String cacheName) {
    Map<Source, Duration> sorted = new EnumMap<>(Source.class);
    sorted.putAll(times.getOrDefault(cacheName, Map.of()));
    return sorted;
  }

  void forget(String cacheName) {
    loads.remove(cacheName);
    times.remove(cacheName);
  }
}
