package dev.wasmcache;

/** An artifact and where it came from. */
record Found(Artifact artifact, Origin origin) {}
