/** The directories of the cache: the one that it writes, and those that it only reads. */
@NullMarked
package dev.wasmcache.spring.disk;

import org.jspecify.annotations.NullMarked;
