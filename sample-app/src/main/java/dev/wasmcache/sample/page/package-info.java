/** One page on which an operator sees what the cache does, and can act. */
@NullMarked
package dev.wasmcache.sample.page;

import org.jspecify.annotations.NullMarked;
