package dev.wasmcache;

import java.time.Instant;

/**
 * An entry was given up.
 *
 * @param at when
 * @param cause for what
 */
public record Eviction(Instant at, EvictionCause cause) {}
