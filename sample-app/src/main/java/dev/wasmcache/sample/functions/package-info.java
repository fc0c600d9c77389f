/**
 * The functions of a module: how an instance is made, and how JSON becomes numbers and text of
 * Wasm.
 */
@NullMarked
package dev.wasmcache.sample.functions;

import org.jspecify.annotations.NullMarked;
