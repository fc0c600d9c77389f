/** The format of an archive. */
@NullMarked
package dev.wasmcache.internal.archive;

import org.jspecify.annotations.NullMarked;
