/** Calls of functions over HTTP, for a limited time and with limited arguments. */
@NullMarked
package dev.wasmcache.sample.calls;

import org.jspecify.annotations.NullMarked;
