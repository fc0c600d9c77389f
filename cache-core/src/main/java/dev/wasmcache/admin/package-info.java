/** What operators and tools ask of a cache. */
@NullMarked
package dev.wasmcache.admin;

import org.jspecify.annotations.NullMarked;
