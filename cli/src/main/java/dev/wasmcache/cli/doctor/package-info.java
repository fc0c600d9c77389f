/** The command that checks a host. */
@NullMarked
package dev.wasmcache.cli.doctor;

import org.jspecify.annotations.NullMarked;
