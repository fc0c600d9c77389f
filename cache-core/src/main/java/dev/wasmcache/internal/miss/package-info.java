/** Finds out why a module was not in the cache. */
@NullMarked
package dev.wasmcache.internal.miss;

import org.jspecify.annotations.NullMarked;
