package dev.wasmcache.admin;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.stats.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a verified header says about an entry. The body has not been read.
 *
 * @param tier where the entry is
 * @param size the artifact's size in bytes
 * @param createdAt when it was stored, by the clock of the process that stored it; empty if not
 *     known
 * @param compileTime how long it took to compile; zero if not known
 * @param fingerprint what it was compiled by; empty if not known
 */
public record EntryInfo(
    CacheKey key,
    Tier tier,
    long size,
    Optional<Instant> createdAt,
    Duration compileTime,
    Optional<Fingerprint> fingerprint) {}
