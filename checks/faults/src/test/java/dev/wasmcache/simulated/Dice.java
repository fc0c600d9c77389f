package dev.wasmcache.simulated;

/**
 * Random numbers from a seed, the same on every JDK (SplitMix64): the generators of the platform
 * may change their bounded numbers from release to release. For one thread at a time.
 */
public final class Dice {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  public Dice(long seed) {
    this.state = mix(seed + GAMMA);
  }

  /** Returns any long. */
  public long next() {
    state += GAMMA;
    return mix(state);
  }

  /** Returns a number from 0 to below the bound. */
  public int below(int bound) {
    return (int) ((next() >>> 33) % bound);
  }

  /** Returns a number from the first to the last, both included. */
  public long between(long first, long last) {
    return first + (next() >>> 1) % (last - first + 1);
  }

  /** Returns true once in so many times. */
  public boolean oneIn(int times) {
    return below(times) == 0;
  }

  /** Returns a number from 0 to below 1. */
  public double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** Returns bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i += Long.BYTES) {
      long eight = next();
      for (int j = i; j < length && j < i + Long.BYTES; j++) {
        bytes[j] = (byte) eight;
        eight >>>= Byte.SIZE;
      }
    }
    return bytes;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
