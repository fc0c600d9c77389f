package dev.wasmcache.sample.modules;

import dev.wasmcache.sample.problem.Problem;
import java.io.UncheckedIOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Evicts a module from the cache, so that a user can watch how it is loaded again. */
@RestController
final class EvictionController {

  private final ModuleRegistry registry;
  private final ModuleHost host;

  EvictionController(ModuleRegistry registry, ModuleHost host) {
    this.registry = registry;
    this.host = host;
  }

  /** Keeps the stored entries: the module is loaded from one of them. */
  @DeleteMapping("/modules/{name}/live")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void evict(@PathVariable String name) {
    host.evict(registry.get(name));
  }

  /** Deletes the stored entries too: the module is compiled again. */
  @DeleteMapping("/modules/{name}/entries")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void evictEntries(@PathVariable String name) {
    try {
      host.evictEntries(registry.get(name));
    } catch (UncheckedIOException e) {
      throw Problem.notDeleted(name, e);
    }
  }
}
