/** Settings that come too late for an application that was processed ahead of time. */
@NullMarked
package dev.wasmcache.spring.aot;

import org.jspecify.annotations.NullMarked;
