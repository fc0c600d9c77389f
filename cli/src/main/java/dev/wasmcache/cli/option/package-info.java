/** The options that several commands have, and how wrong ones are refused. */
@NullMarked
package dev.wasmcache.cli.option;

import org.jspecify.annotations.NullMarked;
