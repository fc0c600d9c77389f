/** What a whole service costs until it is ready, in each way to have its modules. */
@NullMarked
package dev.wasmcache.benchmarks.boot;

import org.jspecify.annotations.NullMarked;
