package dev.wasmcache.sample;

import dev.wasmcache.ModuleListener;
import dev.wasmcache.ModuleLoad;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How each module became live, by the name the cache knows it by. */
@Component
final class LoadHistory implements ModuleListener {

  private final Map<String, ModuleLoad> loads = new ConcurrentHashMap<>();

  @Override
  public void onLoad(ModuleLoad load) {
    load.name().ifPresent(name -> loads.put(name, load));
  }

  Optional<ModuleLoad> last(String cacheName) {
    return Optional.ofNullable(loads.get(cacheName));
  }

  void forget(String cacheName) {
    loads.remove(cacheName);
  }
}
