package dev.wasmcache.spring.endpoint;

/** The operations of the endpoint, by subject. */
record Operations(
    EntryOperations entries, ModuleOperations modules, VerificationJob verification) {}
