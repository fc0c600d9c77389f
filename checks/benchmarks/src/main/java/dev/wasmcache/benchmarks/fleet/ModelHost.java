package dev.wasmcache.benchmarks.fleet;

import org.jspecify.annotations.Nullable;

/**
 * The directory that pods of one host share, in a simulation, and its lease. Not safe for
 * concurrent use.
 */
final class ModelHost {

  private @Nullable ModelPod holder;
  private boolean filled;

  boolean isFilled() {
    return filled;
  }

  void fill() {
    filled = true;
  }

  /** Returns whether this pod is the one that asks the shared tier. */
  boolean acquire(ModelPod pod) {
    if (holder == null) {
      holder = pod;
    }
    return holder == pod;
  }

  /** Ends what a dead process held. */
  void release(ModelPod pod) {
    if (holder == pod) {
      holder = null;
    }
  }
}
