/**
 * Support for tests of applications: a cache directory in the build, and {@link
 * dev.wasmcache.spring.test.FakeEngine}, an engine that needs no Wasm.
 */
@NullMarked
package dev.wasmcache.spring.test;

import org.jspecify.annotations.NullMarked;
