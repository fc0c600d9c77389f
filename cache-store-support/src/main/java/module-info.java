/** What the stores share; no stable API. */
@SuppressWarnings("requires-automatic")
module dev.wasmcache.store {
  requires transitive dev.wasmcache;
  requires static transitive org.jspecify;
  requires io.github.resilience4j.circuitbreaker;
  requires io.github.resilience4j.core;
  requires org.slf4j;

  exports dev.wasmcache.store;
}
