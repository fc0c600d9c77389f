/**
 * The compilation cache for WebAssembly modules: {@link dev.wasmcache.ModuleCache} for live
 * modules, {@link dev.wasmcache.CompilationCache} for compiled bytes, {@link dev.wasmcache.Engine}
 * for adapters. These are the entry points:
 *
 * <ul>
 *   <li>{@link dev.wasmcache.ModuleCache} loads modules that are ready to run, and keeps them live.
 *   <li>{@link dev.wasmcache.CompilationCache} stores compiled modules as bytes, in memory, on disk
 *       ({@link dev.wasmcache.disk.DiskStore}) and in a shared store.
 *   <li>{@link dev.wasmcache.Engine} and {@link dev.wasmcache.ArtifactStore} are implemented by
 *       adapters of engines and stores.
 * </ul>
 */
@NullMarked
package dev.wasmcache;

import org.jspecify.annotations.NullMarked;
