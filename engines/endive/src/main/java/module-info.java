/** Compiles and loads modules of the Endive runtime through the cache. */
module dev.wasmcache.endive {
  requires transitive dev.wasmcache;
  requires transitive dev.wasmcache.engine;
  requires static transitive org.jspecify;
  requires transitive run.endive.compiler;
  requires transitive run.endive.runtime;
  requires transitive run.endive.wasm;

  exports dev.wasmcache.endive;
}
