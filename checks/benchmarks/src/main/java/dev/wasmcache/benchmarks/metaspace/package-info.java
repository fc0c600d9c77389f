/** Whether the classes of evicted modules are unloaded. */
@NullMarked
package dev.wasmcache.benchmarks.metaspace;

import org.jspecify.annotations.NullMarked;
