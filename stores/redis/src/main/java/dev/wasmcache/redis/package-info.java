/** A shared tier in Redis or Valkey: {@link dev.wasmcache.redis.RedisStore}. */
@NullMarked
package dev.wasmcache.redis;

import org.jspecify.annotations.NullMarked;
