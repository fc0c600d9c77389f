/** What a hit in memory costs, compared with the bare map. */
@NullMarked
package dev.wasmcache.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
