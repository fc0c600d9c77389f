package dev.wasmcache.spring.shared;

import java.util.Optional;

/** A source of an address for Redis that is not configured for the cache itself. */
interface RedisAddressSource {

  Optional<RedisAddress> find();
}
