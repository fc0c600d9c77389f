/** Modules that are loaded before the application is ready. */
@NullMarked
package dev.wasmcache.spring.warmup;

import org.jspecify.annotations.NullMarked;
