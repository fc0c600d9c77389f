/** The description of the cache in {@code /actuator/info}. */
@NullMarked
package dev.wasmcache.spring.info;

import org.jspecify.annotations.NullMarked;
