package dev.wasmcache.sample.page;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.sample.modules.ModuleCatalog;
import org.springframework.stereotype.Component;

/** Takes snapshots of counters and names, without I/O. */
@Component
final class PageStates {

  private final CompilationCache cache;
  private final ModuleCache<?> live;
  private final ModuleCatalog catalog;

  PageStates(CompilationCache cache, ModuleCache<?> live, ModuleCatalog catalog) {
    this.cache = cache;
    this.live = live;
    this.catalog = catalog;
  }

  PageState now() {
    return new PageState(cache.stats(), live.stats(), catalog.list());
  }
}
