package dev.wasmcache.spring.test;

/**
 * A module of the {@link FakeEngine}. It cannot be instantiated. Immutable.
 *
 * @param digest the SHA-256 of the Wasm, in hexadecimal digits
 * @param size the number of bytes of the Wasm
 */
public record FakeModule(String digest, int size) {}
