/**
 * What the adapters of engines that compile to class files share: the content of an artifact, the
 * options, the identity of an engine's libraries.
 *
 * <p>Internal support of {@code wasm-cache-endive} and {@code wasm-cache-chicory}: no stable API.
 * It may change with every release. Knows no engine's types.
 */
@NullMarked
package dev.wasmcache.engine;

import org.jspecify.annotations.NullMarked;
