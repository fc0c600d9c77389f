package dev.wasmcache;

import java.time.Duration;
import java.util.Optional;

/**
 * A module has become live.
 *
 * @param name the name it was asked for by; empty if it was asked for by its bytes
 * @param origin where its artifact came from
 * @param elapsed from the request to the finished module, a wait for another thread not included
 * @param compileTime what the artifact took, now or once, to compile; zero if not known
 * @param wasmSize the size of the module in bytes
 * @param weight what the module holds in bytes, by its engine's estimate
 */
public record ModuleLoad(
    CacheKey key,
    Optional<String> name,
    Origin origin,
    Duration elapsed,
    Duration compileTime,
    long wasmSize,
    long weight) {}
