package dev.wasmcache.benchmarks.process;

import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;

/** A module as a way leaves it: only its imports are missing. */
public record ReadyModule(WasmModule module, Instance.Builder instance) {}
