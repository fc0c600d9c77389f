package dev.wasmcache.sample.modules;

import dev.wasmcache.ModuleListener;
import dev.wasmcache.ModuleLoad;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How each module was loaded, by its name in the cache. */
@Component
final class LoadHistory implements ModuleListener {

  private final Map<String, ModuleLoad> loads = new ConcurrentHashMap<>();
  private final Map<String, Map<Source, Duration>> times = new ConcurrentHashMap<>();

  @Override
  public void onLoad(ModuleLoad load) {
    load.name().ifPresent(name -> loads.put(name, load));
  }

  /** The cache notifies listeners of loads only, so the caller states the module's source. */
  void onAccess(String cacheName, Source source, Duration elapsed) {
    times.computeIfAbsent(cacheName, name -> new ConcurrentHashMap<>()).put(source, elapsed);
  }

  Optional<ModuleLoad> last(String cacheName) {
    return Optional.ofNullable(loads.get(cacheName));
  }

  /** Returns the latest load time for each source that the module has come from. */
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
