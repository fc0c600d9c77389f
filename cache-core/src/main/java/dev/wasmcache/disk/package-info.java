/** The disk tier: {@link dev.wasmcache.disk.DiskStore}. */
@NullMarked
package dev.wasmcache.disk;

import org.jspecify.annotations.NullMarked;
