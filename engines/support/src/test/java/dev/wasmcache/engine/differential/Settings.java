package dev.wasmcache.engine.differential;

import java.time.Duration;
import java.util.Objects;

/**
 * How thorough a run is. Each part is a property, {@code -Ddifferential.NAME}.
 *
 * @param isLong {@code -Ddifferential=long}: all real modules, more calls, and more patience
 * @param seed decides all arguments and answers; the first mutant
 * @param rounds how often each export is called
 * @param calls the most calls of a module
 * @param mutants how many
 * @param module the only module to run, or empty
 * @param variant the only variant to run, or empty
 * @param call the only call to make, with those before it on the same instance, or -1
 * @param time how long a call may take in compiled code
 * @param loadTime how long a load may take
 */
record Settings(
    boolean isLong,
    long seed,
    int rounds,
    int calls,
    int mutants,
    String module,
    String variant,
    int call,
    Duration time,
    Duration loadTime) {

  static Settings ofProperties() {
    boolean isLong = "long".equals(System.getProperty("differential"));
    return new Settings(
        isLong,
        Long.getLong("differential.seed", 0),
        Integer.getInteger("differential.rounds", isLong ? 8 : 2),
        Integer.getInteger("differential.calls", isLong ? 2_000 : 100),
        Integer.getInteger("differential.mutants", isLong ? 10_000 : 150),
        System.getProperty("differential.module", ""),
        System.getProperty("differential.variant", ""),
        Integer.getInteger("differential.call", -1),
        Duration.ofMillis(isLong ? 300 : 100),
        Duration.ofMinutes(10));
  }

  /** The same for a mutant, on which less time is spent. */
  Settings forMutant(long seed) {
    return new Settings(
        isLong,
        seed,
        1,
        16,
        1,
        module,
        variant,
        call,
        Duration.ofMillis(100),
        Duration.ofMinutes(1));
  }

  boolean runsModule(String name) {
    return module.isEmpty() || module.equals(name);
  }

  boolean runs(Variant asked) {
    return variant.isEmpty() || variant.equals(asked.toString());
  }

  boolean runs(Variant.Interpreted interpreted) {
    return variant.isEmpty() || variant.endsWith("/" + interpreted);
  }

  boolean runsInstance(int number) {
    return call < 0 || call / Call.CALLS_OF_AN_INSTANCE == number;
  }

  /** Returns the properties that repeat a run of one variant, up to a call. */
  String repeating(String name, Variant failing, int failingCall) {
    return "-Ddifferential%s -Ddifferential.module=%s -Ddifferential.mutants=%d -Ddifferential.seed=%d -Ddifferential.variant=%s"
            .formatted(
                isLong ? "=long" : ".rounds=" + rounds,
                name,
                name.equals(Mutant.NAME) ? 1 : 0,
                seed,
                failing)
        + (failingCall < 0 ? "" : " -Ddifferential.call=" + failingCall)
        + (Objects.toString(System.getProperty("modules"), "").isEmpty()
            ? ""
            : " -Dmodules=" + System.getProperty("modules"));
  }
}
