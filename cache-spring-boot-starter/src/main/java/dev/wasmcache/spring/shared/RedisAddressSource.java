package dev.wasmcache.spring.shared;

import java.util.Optional;

/** Where a Redis may be known that nobody has named for the cache. */
interface RedisAddressSource {

  Optional<RedisAddress> find();
}
