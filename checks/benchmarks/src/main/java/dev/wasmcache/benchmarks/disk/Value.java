package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.Artifact;
import java.util.SplittableRandom;

/** Bytes to store, in the forms that the stores accept; made before anything is measured. */
@SuppressWarnings("ArrayRecordComponent") // Shared on purpose, and never compared.
record Value(byte[] bytes, Artifact artifact) {

  /** Makes bytes that do not compress. */
  static Value random(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return new Value(bytes, Artifact.of(bytes));
  }
}
