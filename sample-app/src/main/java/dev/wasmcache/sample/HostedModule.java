package dev.wasmcache.sample;

import java.util.function.Supplier;

/**
 * A module that can be called.
 *
 * @param name its name in URLs
 * @param cacheName what the cache knows it by: a new one for new bytes, so that a load that still
 *     runs on the old bytes cannot be taken for one of the new
 * @param description for people
 * @param shipped whether it comes with the service
 * @param size in bytes
 * @param bytes asked for when it is not live
 */
record HostedModule(
    String name,
    String cacheName,
    String description,
    boolean shipped,
    long size,
    Supplier<byte[]> bytes,
    Functions functions) {}
