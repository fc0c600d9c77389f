package dev.wasmcache;

import java.time.Duration;
import java.util.List;

/**
 * A module that is ready to run.
 *
 * @param key the key of its artifact
 * @param names the names it was asked for by, sorted
 * @param origin where its artifact came from
 * @param weight what it holds in bytes, by its engine's estimate
 * @param compileTime what its artifact took to compile; zero if not known
 * @param pinned whether it stays whatever the others weigh
 */
public record LiveModule(
    CacheKey key,
    List<String> names,
    Origin origin,
    long weight,
    Duration compileTime,
    boolean pinned) {}
