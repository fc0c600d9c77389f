/** The cache for who operates the application. */
@NullMarked
package dev.wasmcache.spring.endpoint;

import org.jspecify.annotations.NullMarked;
