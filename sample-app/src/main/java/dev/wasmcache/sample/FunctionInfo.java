package dev.wasmcache.sample;

import java.util.List;

/** A function as its callers see it: its parameters in words, or their types. */
record FunctionInfo(String name, List<String> parameters, String result) {}
