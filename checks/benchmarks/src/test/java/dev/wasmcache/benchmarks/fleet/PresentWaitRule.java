package dev.wasmcache.benchmarks.fleet;

/** Makes the model's rules visible to the package that contains those of the cache. */
public final class PresentWaitRule {

  private PresentWaitRule() {}

  public static double pause(int looks, int refused, double waited, double random) {
    return WaitRule.PRESENT.pause(looks, refused, waited, random);
  }

  public static boolean triesLease(int looks) {
    return WaitRule.PRESENT.triesLease(looks);
  }

  public static double lease(long wasmBytes) {
    return WaitRule.lease(wasmBytes);
  }

  public static double patience(long wasmBytes, double maximumWait) {
    return WaitRule.patience(wasmBytes, maximumWait);
  }
}
