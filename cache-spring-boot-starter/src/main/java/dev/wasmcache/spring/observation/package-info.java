/** Loads, compiles, reads and writes of the cache in traces. */
@NullMarked
package dev.wasmcache.spring.observation;

import org.jspecify.annotations.NullMarked;
