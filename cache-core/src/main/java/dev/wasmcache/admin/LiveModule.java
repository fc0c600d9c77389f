package dev.wasmcache.admin;

import dev.wasmcache.CacheKey;
import dev.wasmcache.stats.Origin;
import java.time.Duration;
import java.util.List;

/**
 * A module that is ready to run.
 *
 * @param key the key of its artifact
 * @param names the names it was requested by, sorted
 * @param origin where its artifact came from
 * @param weight how many bytes of memory it holds, as estimated by its engine
 * @param compileTime how long its artifact took to compile; zero if not known
 * @param pinned whether it stays, whatever the other modules weigh
 */
public record LiveModule(
    CacheKey key,
    List<String> names,
    Origin origin,
    long weight,
    Duration compileTime,
    boolean pinned) {}
