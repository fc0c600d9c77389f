package dev.wasmcache.benchmarks.jmh;

import dev.wasmcache.Artifact;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import java.util.Map;

/** An engine whose modules are their bytes and cost nothing, so that only the cache is measured. */
final class NoEngine implements Engine<byte[]> {

  @Override
  public Fingerprint fingerprint() {
    return new Fingerprint("none", "1", Map.of(), "none", 1, 0);
  }

  @Override
  public Artifact compile(byte[] wasm) {
    return Artifact.of(wasm);
  }

  @Override
  public byte[] load(byte[] wasm, Artifact artifact) {
    return wasm;
  }

  @Override
  public long weight(byte[] module) {
    return module.length;
  }
}
