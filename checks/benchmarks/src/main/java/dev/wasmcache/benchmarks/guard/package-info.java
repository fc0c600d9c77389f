/** What the guard of a tier costs, beside libraries that have parts of it. */
@NullMarked
package dev.wasmcache.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
