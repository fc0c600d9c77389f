/** What a get and a put on disk cost, compared with bare files and with other caches. */
@NullMarked
package dev.wasmcache.benchmarks.disk;

import org.jspecify.annotations.NullMarked;
