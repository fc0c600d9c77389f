/** What the adapters of Endive and Chicory share; no stable API. */
module dev.wasmcache.engine {
  requires transitive dev.wasmcache;
  requires static transitive org.jspecify;
  requires static org.objectweb.asm;
  requires static org.objectweb.asm.commons;
  requires org.slf4j;

  exports dev.wasmcache.engine;
}
