package dev.wasmcache.sample.modules;

import dev.wasmcache.sample.functions.Functions;
import java.util.function.Supplier;

/**
 * A module that can be called.
 *
 * @param name its name in URLs
 * @param cacheName its name in the cache. New bytes get a new name, so that a running load of the
 *     old bytes cannot be taken for a load of the new ones
 * @param description for users
 * @param shipped whether it comes with the service
 * @param size in bytes
 * @param bytes loaded when the module is not live
 */
public record HostedModule(
    String name,
    String cacheName,
    String description,
    boolean shipped,
    long size,
    Supplier<byte[]> bytes,
    Functions functions) {}
