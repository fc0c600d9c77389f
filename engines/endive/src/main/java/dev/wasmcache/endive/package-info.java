/**
 * The Endive engine as a client of the cache. There are three entry points:
 *
 * <ul>
 *   <li>{@link dev.wasmcache.endive.EndiveModules} loads modules that are ready to run. A hit saves
 *       the compile and most of the parse.
 *   <li>{@link dev.wasmcache.endive.EndiveMachineFactory} is for libraries that parse modules and
 *       build instances themselves. A hit saves the compile.
 *   <li>{@link dev.wasmcache.endive.EndiveCompilerCache} is for applications that call Endive's
 *       compiler themselves. A hit saves the compile.
 * </ul>
 */
@NullMarked
package dev.wasmcache.endive;

import org.jspecify.annotations.NullMarked;
