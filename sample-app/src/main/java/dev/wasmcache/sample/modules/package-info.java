/** The modules that the service hosts, where they come from, and how they become live. */
@NullMarked
package dev.wasmcache.sample.modules;

import org.jspecify.annotations.NullMarked;
