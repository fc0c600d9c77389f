/** How artifacts could be compressed, by size and by CPU time. */
@NullMarked
package dev.wasmcache.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
