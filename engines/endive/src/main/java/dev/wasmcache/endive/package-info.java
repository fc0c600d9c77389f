/**
 * The Endive engine as a client of the cache.
 *
 * <p>Start at {@link dev.wasmcache.endive.EndiveModules} for modules that are ready to run, and at
 * {@link dev.wasmcache.endive.EndiveCompilerCache} if the application calls Endive's compiler
 * itself.
 */
@NullMarked
package dev.wasmcache.endive;

import org.jspecify.annotations.NullMarked;
