package dev.wasmcache.spring.endpoint;

/** What the endpoint can do, by what it is about. */
record Operations(
    EntryOperations entries, ModuleOperations modules, VerificationJob verification) {}
