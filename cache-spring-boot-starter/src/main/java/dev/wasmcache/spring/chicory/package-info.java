/** Live modules of the Chicory runtime as beans. */
@NullMarked
package dev.wasmcache.spring.chicory;

import org.jspecify.annotations.NullMarked;
