/** The keys that protect stored modules, configured by {@code wasm.cache.integrity.*}. */
@NullMarked
package dev.wasmcache.spring.integrity;

import org.jspecify.annotations.NullMarked;
