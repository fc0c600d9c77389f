/** A hit in a shared tier beside what its client alone takes for the same bytes. */
@NullMarked
package dev.wasmcache.benchmarks.shared;

import org.jspecify.annotations.NullMarked;
