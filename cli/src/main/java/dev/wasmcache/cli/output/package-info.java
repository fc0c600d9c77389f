/** What the commands write: tables, JSON, a progress bar. */
@NullMarked
package dev.wasmcache.cli.output;

import org.jspecify.annotations.NullMarked;
