/** Code that the modules of this project share. Not an API: it may change at any time. */
@NullMarked
package dev.wasmcache.internal;

import org.jspecify.annotations.NullMarked;
