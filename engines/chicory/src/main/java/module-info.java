/** Compiles and loads modules of the Chicory runtime through the cache. */
module dev.wasmcache.chicory {
  requires transitive dev.wasmcache;
  requires transitive dev.wasmcache.engine;
  requires static transitive org.jspecify;
  requires transitive com.dylibso.chicory.compiler;
  requires transitive com.dylibso.chicory.runtime;
  requires transitive com.dylibso.chicory.wasm;

  exports dev.wasmcache.chicory;
}
