/**
 * The Chicory engine as a client of the cache. There are three entry points:
 *
 * <ul>
 *   <li>{@link dev.wasmcache.chicory.ChicoryModules} loads modules that are ready to run. A hit
 *       saves the compile and most of the parse.
 *   <li>{@link dev.wasmcache.chicory.ChicoryMachineFactory} is for libraries that parse modules and
 *       build instances themselves. A hit saves the compile.
 *   <li>{@link dev.wasmcache.chicory.ChicoryCompilerCache} is for applications that call Chicory's
 *       compiler themselves. A hit saves the compile.
 * </ul>
 */
@NullMarked
package dev.wasmcache.chicory;

import org.jspecify.annotations.NullMarked;
