package dev.wasmcache.stats;

import java.time.Instant;

/**
 * An entry was evicted.
 *
 * @param at when it was evicted
 * @param cause why it was evicted
 */
public record Eviction(Instant at, EvictionCause cause) {}
