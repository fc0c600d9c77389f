/**
 * Shared code of the adapters for engines that compile to class files: the content of an artifact,
 * the options, the identity of an engine's libraries.
 *
 * <p>Internal support of {@code wasm-cache-endive} and {@code wasm-cache-chicory}: not a stable
 * API. It may change with every release. Does not depend on any engine's types.
 */
@NullMarked
package dev.wasmcache.engine;

import org.jspecify.annotations.NullMarked;
