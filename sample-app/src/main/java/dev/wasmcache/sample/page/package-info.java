/** A page on which an operator sees the state of the cache and can act. */
@NullMarked
package dev.wasmcache.sample.page;

import org.jspecify.annotations.NullMarked;
