/**
 * What a fresh JVM pays until the first call of a module has returned, in each way to get there.
 */
@NullMarked
package dev.wasmcache.benchmarks.process;

import org.jspecify.annotations.NullMarked;
