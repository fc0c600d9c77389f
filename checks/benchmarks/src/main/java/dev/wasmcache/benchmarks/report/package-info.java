/** Medians, ratios, bars and the tables that show them. */
@NullMarked
package dev.wasmcache.benchmarks.report;

import org.jspecify.annotations.NullMarked;
