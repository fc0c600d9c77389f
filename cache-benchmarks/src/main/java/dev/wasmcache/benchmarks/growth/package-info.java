/** What the number of entries in a directory does to every operation. */
@NullMarked
package dev.wasmcache.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
