/** A shared tier in Redis or Valkey: one server, Sentinel or Cluster. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.wasmcache.redis {
  requires transitive dev.wasmcache;
  requires static transitive org.jspecify;
  requires transitive lettuce.core;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires reactor.core;
  // Lettuce uses both and has no module descriptor that could say so.
  requires io.netty.resolver.dns;
  requires jdk.net;

  exports dev.wasmcache.redis;
}
