/**
 * The Chicory engine as a client of the cache.
 *
 * <p>Start at {@link dev.wasmcache.chicory.ChicoryModules} for modules that are ready to run, and
 * at {@link dev.wasmcache.chicory.ChicoryCompilerCache} if the application calls Chicory's compiler
 * itself.
 */
@NullMarked
package dev.wasmcache.chicory;

import org.jspecify.annotations.NullMarked;
