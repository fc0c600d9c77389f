/** The {@code wasm-cache} command. */
@NullMarked
package dev.wasmcache.cli;

import org.jspecify.annotations.NullMarked;
