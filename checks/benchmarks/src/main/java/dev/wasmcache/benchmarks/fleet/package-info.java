/**
 * What a fleet costs: pods that start at the same time, measured with the real stores and servers,
 * and modelled where no machine here is large enough. Also a directory over a hundred releases.
 */
@NullMarked
package dev.wasmcache.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
