/** Keeps the trouble of a tier from its callers. */
@NullMarked
package dev.wasmcache.internal.guard;

import org.jspecify.annotations.NullMarked;
