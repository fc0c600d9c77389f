/** What the cache is, among the information about the application. */
@NullMarked
package dev.wasmcache.spring.info;

import org.jspecify.annotations.NullMarked;
