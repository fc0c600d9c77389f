/** Commands that carry entries in a file. */
@NullMarked
package dev.wasmcache.cli.archive;

import org.jspecify.annotations.NullMarked;
