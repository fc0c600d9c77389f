/** What a cache counts and says of itself. Imports nothing else of the library. */
@NullMarked
package dev.wasmcache.stats;

import org.jspecify.annotations.NullMarked;
