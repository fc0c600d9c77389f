package dev.wasmcache.internal.compile;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Decides which hits are verified against a new compile, and when there is no time for it. */
public final class VerifyTurns {

  private final int oneIn;
  private final AtomicLong hits;
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * @param oneIn one hit in so many is chosen; at least 1
   * @param start the place of the first hit, from 0; random, so that processes that live for a few
   *     hits also have their turn
   */
  public VerifyTurns(int oneIn, long start) {
    this.oneIn = oneIn;
    this.hits = new AtomicLong(start);
  }

  /** Counts a hit. Returns whether it is to be verified. */
  public boolean chooses() {
    return hits.getAndIncrement() % oneIn == 0;
  }

  /**
   * Begins to verify, unless requests compile or a hit is being verified.
   *
   * @param compiling how many requests compile or wait for their turn
   * @return whether it began; then {@link #end} must follow
   */
  public boolean begin(int compiling) {
    return compiling == 0 && taken.compareAndSet(false, true);
  }

  /** Lets the next hit be verified. */
  public void end() {
    taken.set(false);
  }
}
