/** Commands that look at a directory or delete from it. */
@NullMarked
package dev.wasmcache.cli.directory;

import org.jspecify.annotations.NullMarked;
