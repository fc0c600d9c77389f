/** Live modules of the Endive runtime as beans. */
@NullMarked
package dev.wasmcache.spring.endive;

import org.jspecify.annotations.NullMarked;
