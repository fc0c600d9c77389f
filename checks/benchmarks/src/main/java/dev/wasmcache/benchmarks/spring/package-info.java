/** What the starter adds to the start of an application. */
@NullMarked
package dev.wasmcache.benchmarks.spring;

import org.jspecify.annotations.NullMarked;
