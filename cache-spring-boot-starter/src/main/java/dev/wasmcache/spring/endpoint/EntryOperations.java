package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.admin.EntryInfo;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows entries and deletes them. */
record EntryOperations(
    CompilationCache cache, Collection<ModuleCache<?>> modules, InstantSource clock) {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);
  private static final int DEFAULT_LIMIT = 100;
  private static final int PAGE = 1000;

  // A filter that matches few entries must not make one request read a million headers.
  private static final int MOST_EXAMINED = 10_000;

  /**
   * Returns a page of the entries that match.
   *
   * @param page {@code after} the last key of the previous page, and {@code limit}
   */
  Entries list(Arguments page, EntryFilter filter) {
    int limit = page.limit(DEFAULT_LIMIT);
    List<Entries.Entry> found = new ArrayList<>();
    CacheKey last = page.key("after");
    for (int examined = 0; examined < MOST_EXAMINED; ) {
      int wanted = filter.isEmpty() ? limit : PAGE;
      List<CacheKey> keys = cache.admin().keys(last, wanted);
      for (CacheKey key : keys) {
        last = key;
        examined++;
        List<EntryInfo> copies = cache.admin().inspect(key);
        if (matches(copies, filter)) {
          found.add(new Entries.Entry(key.toHex(), copies.stream().map(Entries.Copy::of).toList()));
        }
        if (found.size() == limit) {
          return new Entries(found, key.toHex());
        }
      }
      if (keys.size() < wanted) {
        return new Entries(found, null);
      }
    }
    return new Entries(found, last == null ? null : last.toHex());
  }

  private boolean matches(List<EntryInfo> copies, EntryFilter filter) {
    return filter.isEmpty()
        || copies.stream().anyMatch(copy -> filter.matches(copy, clock.instant()));
  }

  /** Returns one entry, in every tier that has it. */
  Entries.Inspection inspect(CacheKey key) {
    List<EntryInfo> copies = cache.admin().inspect(key);
    if (copies.isEmpty()) {
      throw absent(key);
    }
    return new Entries.Inspection(
        key.toHex(),
        copies.stream().map(Entries.Copy::of).toList(),
        Entries.Reason.of(cache.admin().explain(key)));
  }

  /** Deletes every entry of this host, and evicts every live module. */
  void evictAll() {
    requireWritable();
    try {
      cache.admin().clear();
    } catch (UncheckedIOException e) {
      throw failed(e);
    } finally {
      modules.forEach(ModuleCache::evictAll);
    }
  }

  /** Deletes one entry from every tier, and evicts its live module. */
  void evict(CacheKey key) {
    requireWritable();
    boolean existed = !cache.admin().inspect(key).isEmpty();
    // Deleted in any case: a damaged entry is not reported, but it exists.
    try {
      delete(key);
    } catch (UncheckedIOException e) {
      throw failed(e);
    }
    if (!existed) {
      throw absent(key);
    }
  }

  /**
   * Deletes the entries that match from every tier, and evicts their live modules. A filter that
   * matches every entry is refused: a request without arguments must not delete everything.
   */
  Entries.Evicted evict(EntryFilter filter) {
    if (filter.isEmpty()) {
      throw RefusedException.badRequest(
          "No filter selects the entries: give 'engine', 'olderThan', 'youngerThan', 'minSize' or"
              + " 'maxSize', or 'all=true'");
    }
    requireWritable();
    long examined = 0;
    long evicted = 0;
    long failed = 0;
    List<CacheKey> page = cache.admin().keys(null, PAGE);
    while (!page.isEmpty()) {
      for (CacheKey key : page) {
        examined++;
        if (matches(cache.admin().inspect(key), filter)) {
          try {
            delete(key);
            evicted++;
          } catch (UncheckedIOException e) {
            failed++;
            log.warn("Wasm cache: {} could not be evicted: {}", key, e.getMessage());
          }
        }
      }
      page = cache.admin().keys(page.get(page.size() - 1), PAGE);
    }
    return new Entries.Evicted(examined, evicted, failed);
  }

  private void delete(CacheKey key) {
    try {
      cache.delete(key);
    } finally {
      modules.forEach(live -> live.evict(key));
    }
  }

  private void requireWritable() {
    if (cache.admin().mode() == CacheMode.READ_ONLY) {
      throw RefusedException.conflict(
          "The cache is read-only (wasm.cache.mode is " + cache.admin().mode().id() + ")");
    }
  }

  private static RefusedException absent(CacheKey key) {
    return RefusedException.notFound("No tier has a valid entry under " + key);
  }

  private static RefusedException failed(UncheckedIOException e) {
    return new RefusedException(500, String.valueOf(e.getMessage()));
  }
}
