/** Tests of applications that use the cache: its directory, and an engine that needs no Wasm. */
@NullMarked
package dev.wasmcache.spring.test;

import org.jspecify.annotations.NullMarked;
