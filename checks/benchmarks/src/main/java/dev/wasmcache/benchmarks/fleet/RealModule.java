package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.endive.EndiveEngine;
import java.io.IOException;
import java.io.InputStream;

/** A module from the class path, and what the real engine compiles it to. */
final class RealModule {

  /**
   * The compile time of a pod without a cache, on its own processor and in a JVM that has compiled
   * nothing before, as {@code run process} measured it on an idle machine ("basis", "no cache",
   * wall time, JDK 17). Pods that share one JVM on a busy machine cannot show it.
   */
  static final double COMPILE_SECONDS = 2.27;

  private static final String MODULE =
      "META-INF/resources/webjars/three/0.181.1/examples/jsm/libs/basis/basis_transcoder.wasm";
  private static final String NAME = "basis";

  private final byte[] wasm;
  private final Fingerprint fingerprint;
  private final Artifact artifact;

  private RealModule(byte[] wasm, Fingerprint fingerprint, Artifact artifact) {
    this.wasm = wasm;
    this.fingerprint = fingerprint;
    this.artifact = artifact;
  }

  static RealModule compile() throws IOException {
    byte[] wasm = read();
    EndiveEngine engine = EndiveEngine.create();
    // Another artifact with the same bytes, which can be stored any number of times.
    return new RealModule(wasm, engine.fingerprint(), Artifact.of(engine.compile(wasm).bytes()));
  }

  Artifact artifact() {
    return artifact;
  }

  private static byte[] read() throws IOException {
    try (InputStream in = RealModule.class.getClassLoader().getResourceAsStream(MODULE)) {
      if (in == null) {
        throw new IOException(MODULE + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  /** Returns a request for the module with a key of its own. */
  CompileRequest request(int generation) {
    return CompileRequest.of(wasm, fingerprint.withGeneration(generation));
  }

  Load load(double storeSeconds, double layerSeconds) {
    return new Load(
        NAME, wasm.length, artifact.size(), COMPILE_SECONDS, storeSeconds, layerSeconds, true);
  }
}
