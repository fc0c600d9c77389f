package dev.wasmcache;

/**
 * How much of the fault tests runs: a part in each build, and the long form with {@code ./mvnw
 * verify -pl checks/faults -am -Dfaults=long}.
 */
public final class Faults {

  private Faults() {}

  public static boolean isLong() {
    return "long".equals(System.getProperty("faults"));
  }
}
