/** Commands that use an engine. */
@NullMarked
package dev.wasmcache.cli.compile;

import org.jspecify.annotations.NullMarked;
