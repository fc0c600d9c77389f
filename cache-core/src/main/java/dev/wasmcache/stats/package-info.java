/**
 * The statistics of a cache: {@link dev.wasmcache.stats.CacheStats}. Imports nothing else of the
 * library.
 */
@NullMarked
package dev.wasmcache.stats;

import org.jspecify.annotations.NullMarked;
