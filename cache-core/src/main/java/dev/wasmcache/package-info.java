/**
 * The compilation cache: its interface, its tiers and the live modules above it.
 *
 * <p>Start at {@link dev.wasmcache.CompilationCache} for compiled bytes and at {@link
 * dev.wasmcache.ModuleCache} for modules that are ready to run.
 */
@NullMarked
package dev.wasmcache;

import org.jspecify.annotations.NullMarked;
