/** Protects callers from tiers that hang or fail: time limits, permits and a circuit breaker. */
@NullMarked
package dev.wasmcache.internal.guard;

import org.jspecify.annotations.NullMarked;
