/** Why a request is refused, in words that a caller can use. */
@NullMarked
package dev.wasmcache.sample.problem;

import org.jspecify.annotations.NullMarked;
