package dev.wasmcache;

import java.io.IOException;

/**
 * The right to compile one module for a limited time, granted by an {@link ArtifactStore} to one of
 * several concurrent callers. It only saves work: a process without a lease may compile too, and
 * both results are valid. Safe for concurrent use.
 */
public interface Lease extends AutoCloseable {

  /**
   * Returns a lease that excludes no other process, for a store without leases: every process
   * compiles.
   */
  static Lease none() {
    return () -> {};
  }

  /**
   * Releases the lease, unless it has expired and another process has it now. Idempotent.
   *
   * @throws IOException if other processes may have to wait until it expires
   */
  @Override
  void close() throws IOException;
}
