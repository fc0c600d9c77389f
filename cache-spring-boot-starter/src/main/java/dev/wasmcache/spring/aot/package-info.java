/** What ahead-of-time processing decides before the application knows its settings. */
@NullMarked
package dev.wasmcache.spring.aot;

import org.jspecify.annotations.NullMarked;
