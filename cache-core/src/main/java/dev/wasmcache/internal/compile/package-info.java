/** Runs one compile at a time for a key, and only so many at once. */
@NullMarked
package dev.wasmcache.internal.compile;

import org.jspecify.annotations.NullMarked;
