package dev.wasmcache;

import java.io.IOException;

/**
 * The right to compile one module for a while, given by an {@link ArtifactStore} to one of those
 * who ask at the same time. It spares work and nothing else: who does without one compiles too, and
 * both results are good. Safe for concurrent use.
 */
public interface Lease extends AutoCloseable {

  /**
   * Answers a lease that excludes nobody, for a store that has none to give: everybody compiles.
   */
  static Lease none() {
    return NoLease.INSTANCE;
  }

  /**
   * Gives the right back, unless it has run out and somebody else has it now. Idempotent.
   *
   * @throws IOException if others may have to wait until it runs out
   */
  @Override
  void close() throws IOException;
}
