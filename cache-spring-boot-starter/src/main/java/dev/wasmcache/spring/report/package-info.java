/** The lines of the log about the cache, at the start and at the end. */
@NullMarked
package dev.wasmcache.spring.report;

import org.jspecify.annotations.NullMarked;
