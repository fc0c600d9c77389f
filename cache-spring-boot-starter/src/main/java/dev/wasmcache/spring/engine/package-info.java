/** What the configurations of all engines share, and the choice among several engines. */
@NullMarked
package dev.wasmcache.spring.engine;

import org.jspecify.annotations.NullMarked;
