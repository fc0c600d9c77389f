package dev.wasmcache.benchmarks.boot;

import dev.wasmcache.benchmarks.process.ReadyModule;

/** Makes the service's modules. */
interface ModuleSource {
  ReadyModule load(byte[] wasm);
}
