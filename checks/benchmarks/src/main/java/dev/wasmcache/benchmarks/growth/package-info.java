/** How the number of entries in a directory affects every operation. */
@NullMarked
package dev.wasmcache.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
