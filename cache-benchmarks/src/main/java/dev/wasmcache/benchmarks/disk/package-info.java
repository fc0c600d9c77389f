/** What a get and a put on disk cost, beside bare files and beside other caches. */
@NullMarked
package dev.wasmcache.benchmarks.disk;

import org.jspecify.annotations.NullMarked;
