/**
 * What the modules of this project share and applications do not use: it may change at any time.
 */
@NullMarked
package dev.wasmcache.internal;

import org.jspecify.annotations.NullMarked;
