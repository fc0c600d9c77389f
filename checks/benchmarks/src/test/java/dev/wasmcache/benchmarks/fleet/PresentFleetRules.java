package dev.wasmcache.benchmarks.fleet;

/** Makes the model's rules visible to the package that contains those of the cache. */
public final class PresentFleetRules {

  private PresentFleetRules() {}

  public static double timeout() {
    return FleetRules.TIMEOUT;
  }

  public static double window(double worth) {
    return FleetRules.window(worth);
  }

  public static double bound() {
    return FleetRules.BOUND;
  }

  public static double worth(long wasmBytes) {
    return FleetRules.worth(wasmBytes);
  }

  public static double left(double bytesLeft, double bytesCame, double window) {
    return FleetRules.left(bytesLeft, bytesCame, window);
  }

  public static boolean goesOn(double left, double worth, double random) {
    return FleetRules.goesOn(left, worth, random);
  }

  public static double pause(int attempts, double random) {
    return FleetRules.pause(attempts, random);
  }

  public static boolean goesFirst(double random) {
    return FleetRules.goesFirst(random);
  }

  public static double again(double worth, double random) {
    return FleetRules.again(worth, random);
  }
}
