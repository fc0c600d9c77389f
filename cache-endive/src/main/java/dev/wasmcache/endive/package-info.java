/**
 * The engine Endive as a client of the cache.
 *
 * <p>Start at {@link dev.wasmcache.endive.EndiveModules} for modules that are ready to run, and at
 * {@link dev.wasmcache.endive.EndiveCompilerCache} to keep one's own calls of Endive's compiler.
 */
@NullMarked
package dev.wasmcache.endive;

import org.jspecify.annotations.NullMarked;
