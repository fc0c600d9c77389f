/**
 * The tier that several hosts share: Redis or a bucket, as {@code wasm.cache.shared.*} says.
 *
 * <p>Start at {@link dev.wasmcache.spring.shared.WasmCacheSharedProperties} for what can be set,
 * and at {@link dev.wasmcache.spring.SharedTier} for a store of one's own.
 */
@NullMarked
package dev.wasmcache.spring.shared;

import org.jspecify.annotations.NullMarked;
