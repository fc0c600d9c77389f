package dev.wasmcache;

import dev.wasmcache.stats.Origin;

/** An artifact and where it came from. */
record Found(Artifact artifact, Origin origin) {}
