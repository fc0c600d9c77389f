/**
 * The tier that several hosts share: Redis or a bucket, configured by {@code wasm.cache.shared.*}.
 *
 * <p>Start at {@link dev.wasmcache.spring.shared.WasmCacheSharedProperties} for what can be set,
 * and at {@link dev.wasmcache.SharedTier} for a store that the application provides.
 */
@NullMarked
package dev.wasmcache.spring.shared;

import org.jspecify.annotations.NullMarked;
