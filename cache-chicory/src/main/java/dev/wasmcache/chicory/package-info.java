/**
 * The engine Chicory as a client of the cache.
 *
 * <p>Start at {@link dev.wasmcache.chicory.ChicoryModules} for modules that are ready to run, and
 * at {@link dev.wasmcache.chicory.ChicoryCompilerCache} to keep one's own calls of Chicory's
 * compiler.
 */
@NullMarked
package dev.wasmcache.chicory;

import org.jspecify.annotations.NullMarked;
