/** The format of an entry: its header, its body, and the checksum or signature of both. */
@NullMarked
package dev.wasmcache.internal.entry;

import org.jspecify.annotations.NullMarked;
