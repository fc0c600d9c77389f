/**
 * A service that hosts Wasm functions, with a cache that makes its second start compile nothing.
 */
@NullMarked
package dev.wasmcache.sample;

import org.jspecify.annotations.NullMarked;
