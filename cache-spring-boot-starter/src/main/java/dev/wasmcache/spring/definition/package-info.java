/** Definitions of the starter's beans in plain code, for which no start pays with reflection. */
@NullMarked
package dev.wasmcache.spring.definition;

import org.jspecify.annotations.NullMarked;
