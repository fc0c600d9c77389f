/** What the log says about the cache at the start and at the end. */
@NullMarked
package dev.wasmcache.spring.report;

import org.jspecify.annotations.NullMarked;
