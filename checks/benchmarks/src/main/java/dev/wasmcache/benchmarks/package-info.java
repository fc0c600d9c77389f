/**
 * What Wasm Cache costs and saves, compared with working without it. Each table has one command,
 * see the script {@code checks/benchmarks/run}.
 *
 * <p>On a machine with other load, absolute times say little. So the compared ways take turns, with
 * one sample of each per round. Medians are quoted, and only the ratios should be trusted.
 */
@NullMarked
package dev.wasmcache.benchmarks;

import org.jspecify.annotations.NullMarked;
