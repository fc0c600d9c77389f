/** Files that are watched, so that a module is replaced when its file changes. */
@NullMarked
package dev.wasmcache.spring.reload;

import org.jspecify.annotations.NullMarked;
