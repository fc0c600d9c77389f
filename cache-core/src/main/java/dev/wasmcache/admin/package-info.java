/** Operations for operators and tools: {@link dev.wasmcache.admin.CacheAdmin}. */
@NullMarked
package dev.wasmcache.admin;

import org.jspecify.annotations.NullMarked;
