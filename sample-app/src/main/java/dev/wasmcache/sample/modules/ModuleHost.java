package dev.wasmcache.sample.modules;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.sample.problem.Problem;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.stereotype.Component;

/** Gets modules from the cache, and remembers the source that each came from last. */
@Component
public final class ModuleHost {

  private static final Log LOG = LogFactory.getLog(ModuleHost.class);

  private final ModuleCache<EndiveModule> cache;
  private final CompilationCache artifacts;
  private final LoadHistory history;
  private final Map<String, Access> accesses = new ConcurrentHashMap<>();

  public ModuleHost(
      ModuleCache<EndiveModule> cache, CompilationCache artifacts, LoadHistory history) {
    this.cache = cache;
    this.artifacts = artifacts;
    this.history = history;
  }

  /**
   * Returns a module that is ready to run.
   *
   * @throws Problem if the engine rejects the module, or if there is not enough memory
   */
  @SuppressWarnings("IllegalCatch") // the engine also throws errors
  public Loaded load(HostedModule module) {
    try {
      return loadThroughCache(module);
    } catch (Throwable e) {
      throw Problem.notLoaded(e);
    }
  }

  private Loaded loadThroughCache(HostedModule module) {
    String name = module.cacheName();
    Optional<ModuleLoad> before = history.last(name);
    long start = System.nanoTime();
    EndiveModule live = cache.load(name, module.bytes()::get);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    // The cache notifies listeners of loads only: if there was no load, the module was live.
    Source source =
        history
            .last(name)
            .filter(load -> !before.equals(Optional.of(load)))
            .map(load -> Source.of(load.origin()))
            .orElse(Source.LIVE);
    history.onAccess(name, source, elapsed);
    Access access = new Access(source, elapsed);
    accesses.put(name, access);
    return new Loaded(live, access);
  }

  /** Counts a load by the warm-up as an access; returns whether there was one. */
  public boolean noteWarmUp(HostedModule module) {
    Optional<ModuleLoad> load = history.last(module.cacheName());
    load.ifPresent(warmed -> noteAccess(module.cacheName(), warmed));
    return load.isPresent();
  }

  private void noteAccess(String name, ModuleLoad warmed) {
    Source source = Source.of(warmed.origin());
    accesses.put(name, new Access(source, warmed.elapsed()));
    history.onAccess(name, source, warmed.elapsed());
  }

  /** Returns its last source; empty if it was not requested since it was evicted. */
  public Optional<Access> lastAccess(HostedModule module) {
    return Optional.ofNullable(accesses.get(module.cacheName()));
  }

  public Optional<ModuleLoad> lastLoad(HostedModule module) {
    return history.last(module.cacheName());
  }

  public Map<Source, Duration> times(HostedModule module) {
    return history.times(module.cacheName());
  }

  /** Evicts the live module. The next request loads it from a tier. */
  public void evict(HostedModule module) {
    cache.evict(module.cacheName());
    accesses.remove(module.cacheName());
  }

  /**
   * Evicts the live module and deletes its entries in every tier. The next request waits for the
   * compiler.
   *
   * @throws java.io.UncheckedIOException if a tier could not delete its entry
   */
  public void evictEntries(HostedModule module) {
    artifacts.delete(cache.request(module.bytes().get()).key());
    evict(module);
  }

  /**
   * Evicts a module that was refused, and deletes its entries if it was compiled for this request:
   * entries that other modules with the same bytes use are kept.
   */
  public void reject(HostedModule module) {
    boolean compiled =
        lastAccess(module).filter(access -> access.source() == Source.COMPILED).isPresent();
    forget(module);
    if (compiled) {
      try {
        artifacts.delete(cache.request(module.bytes().get()).key());
      } catch (UncheckedIOException e) {
        LOG.warn("An entry of a module that was refused could not be deleted", e);
      }
    }
  }

  /** Evicts a module that will not be requested again. Its entries on disk are kept. */
  public void forget(HostedModule module) {
    evict(module);
    history.forget(module.cacheName());
  }

  public record Loaded(EndiveModule module, Access access) {}

  public record Access(Source source, Duration elapsed) {}
}
