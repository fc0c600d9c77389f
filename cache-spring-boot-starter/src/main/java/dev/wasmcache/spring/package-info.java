/**
 * The cache as beans of a Spring Boot application, configured by {@code wasm.cache.*}.
 *
 * <p>Start at {@link dev.wasmcache.spring.WasmCacheProperties} for what can be set and at {@link
 * dev.wasmcache.spring.CompilationCacheBuilderCustomizer} for what cannot.
 */
@NullMarked
package dev.wasmcache.spring;

import org.jspecify.annotations.NullMarked;
