/**
 * The tier that several hosts share: Redis or a bucket, configured by {@code wasm.cache.shared.*}.
 *
 * <p>{@link dev.wasmcache.spring.shared.WasmCacheSharedProperties} has the properties. A bean of
 * type {@link dev.wasmcache.SharedTier} replaces them with a store of the application.
 */
@NullMarked
package dev.wasmcache.spring.shared;

import org.jspecify.annotations.NullMarked;
