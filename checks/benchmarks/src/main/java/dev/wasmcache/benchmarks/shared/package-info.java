/** A hit in a shared tier, compared with its client alone for the same bytes. */
@NullMarked
package dev.wasmcache.benchmarks.shared;

import org.jspecify.annotations.NullMarked;
