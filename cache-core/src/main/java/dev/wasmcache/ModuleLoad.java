package dev.wasmcache;

import dev.wasmcache.stats.Origin;
import java.time.Duration;
import java.util.Optional;

/**
 * A module has become live.
 *
 * @param name the name it was requested by; empty if it was requested by its bytes
 * @param origin where its artifact came from
 * @param elapsed the time from the request to the finished module, without a wait for another
 *     thread
 * @param compileTime how long the artifact took to compile, now or originally; zero if not known
 * @param wasmSize the size of the module in bytes
 * @param weight how many bytes of memory the module holds, as estimated by its engine
 */
public record ModuleLoad(
    CacheKey key,
    Optional<String> name,
    Origin origin,
    Duration elapsed,
    Duration compileTime,
    long wasmSize,
    long weight) {}
