/** The cache in the application's metrics. */
@NullMarked
package dev.wasmcache.spring.metrics;

import org.jspecify.annotations.NullMarked;
