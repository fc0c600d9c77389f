/**
 * The disk tier: {@link dev.wasmcache.disk.DiskStore}, and {@link dev.wasmcache.disk.DiskLayer} for
 * read-only directories.
 */
@NullMarked
package dev.wasmcache.disk;

import org.jspecify.annotations.NullMarked;
