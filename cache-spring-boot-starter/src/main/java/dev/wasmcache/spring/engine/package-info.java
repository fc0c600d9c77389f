/** Configuration for all engines, and the choice among several engines. */
@NullMarked
package dev.wasmcache.spring.engine;

import org.jspecify.annotations.NullMarked;
