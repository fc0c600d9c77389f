/** The format of an entry: its header, its body, and what protects both. */
@NullMarked
package dev.wasmcache.internal.entry;

import org.jspecify.annotations.NullMarked;
