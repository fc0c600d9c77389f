/** Whether modules that were evicted give their classes back. */
@NullMarked
package dev.wasmcache.benchmarks.metaspace;

import org.jspecify.annotations.NullMarked;
