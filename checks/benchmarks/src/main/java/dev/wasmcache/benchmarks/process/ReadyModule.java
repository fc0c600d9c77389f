package dev.wasmcache.benchmarks.process;

import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;

/** The result of a way: a module that only lacks its imports. */
public record ReadyModule(WasmModule module, Instance.Builder instance) {}
