/** What a hit in memory costs, beside the bare map. */
@NullMarked
package dev.wasmcache.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
