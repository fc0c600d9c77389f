/** Runs one compile at a time for a key, and limits how many run at once. */
@NullMarked
package dev.wasmcache.internal.compile;

import org.jspecify.annotations.NullMarked;
