package dev.wasmcache.admin;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.stats.MissReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A module was compiled.
 *
 * @param key the key of its artifact
 * @param name the name it was requested by; empty if it was requested by its bytes
 * @param size the size of the module in bytes
 * @param fingerprint what compiled it
 * @param at when the compile started
 * @param elapsed how long the compiler ran
 * @param reason why it was not in the cache
 * @param succeeded whether there is an artifact
 */
public record CompileEvent(
    CacheKey key,
    Optional<String> name,
    long size,
    Fingerprint fingerprint,
    Instant at,
    Duration elapsed,
    MissReason reason,
    boolean succeeded) {}
