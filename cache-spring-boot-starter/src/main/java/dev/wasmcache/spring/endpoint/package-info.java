/**
 * The endpoint {@code wasmcache} for operators. An operation is a method of {@code EntryOperations}
 * or {@code ModuleOperations}, which does the work, a path in {@link
 * dev.wasmcache.spring.endpoint.WasmCacheWebExtension} and a name in {@link
 * dev.wasmcache.spring.endpoint.WasmCacheJmxExtension}. It refuses a request with a {@code
 * RefusedException}.
 */
@NullMarked
package dev.wasmcache.spring.endpoint;

import org.jspecify.annotations.NullMarked;
