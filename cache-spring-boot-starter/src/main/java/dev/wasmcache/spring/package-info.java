/**
 * The cache as beans of a Spring Boot application: {@link dev.wasmcache.spring.WasmModule}, {@link
 * dev.wasmcache.spring.WasmCacheProperties}, {@link
 * dev.wasmcache.spring.CompilationCacheBuilderCustomizer}. These are the entry points:
 *
 * <ul>
 *   <li>{@link dev.wasmcache.spring.WasmModule} injects a module by its name.
 *   <li>{@link dev.wasmcache.spring.WasmCacheProperties} has the properties {@code wasm.cache.*}.
 *   <li>{@link dev.wasmcache.spring.CompilationCacheBuilderCustomizer} changes settings that have
 *       no property.
 * </ul>
 */
@NullMarked
package dev.wasmcache.spring;

import org.jspecify.annotations.NullMarked;
