/**
 * What Wasm Cache costs and saves, beside what there is without it. Each table has one command, see
 * the script {@code cache-benchmarks/run}.
 *
 * <p>On a machine that others use, absolute times say little. So what is compared runs in turn, a
 * sample each a round, medians are quoted, and the ratios are what to trust.
 */
@NullMarked
package dev.wasmcache.benchmarks;

import org.jspecify.annotations.NullMarked;
