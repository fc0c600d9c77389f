/** What the cache does, in traces. */
@NullMarked
package dev.wasmcache.spring.observation;

import org.jspecify.annotations.NullMarked;
