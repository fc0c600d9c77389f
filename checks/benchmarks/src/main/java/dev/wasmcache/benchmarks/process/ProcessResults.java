package dev.wasmcache.benchmarks.process;

import dev.wasmcache.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What was measured, by module and way. Not safe for concurrent use. */
final class ProcessResults {

  private final List<WasmFile> modules;
  private final int rounds;
  private final Map<WasmFile, Map<Way, List<Measurement>>> measurements = new HashMap<>();
  private final Map<WasmFile, Map<Way, Long>> stored = new HashMap<>();

  ProcessResults(List<WasmFile> modules, int rounds) {
    this.modules = List.copyOf(modules);
    this.rounds = rounds;
  }

  List<WasmFile> modules() {
    return modules;
  }

  int rounds() {
    return rounds;
  }

  /**
   * Adds what one JVM measured.
   *
   * @throws IllegalStateException if the result of the module differs from that in the other ways
   */
  void add(WasmFile module, Way way, Measurement measurement) {
    Map<Way, List<Measurement>> ofModule =
        measurements.computeIfAbsent(module, unused -> new HashMap<>());
    if (way != Way.BASELINE) {
      for (List<Measurement> others : ofModule.values()) {
        String other = others.get(0).answer();
        if (!other.isEmpty() && !other.equals(measurement.answer())) {
          throw new IllegalStateException(
              module.name() + " returns " + measurement.answer() + " and not " + other);
        }
      }
    }
    ofModule.computeIfAbsent(way, unused -> new ArrayList<>()).add(measurement);
  }

  /** Records how many bytes a way keeps on disk. */
  void stored(WasmFile module, Way way, long bytes) {
    stored.computeIfAbsent(module, unused -> new HashMap<>()).put(way, bytes);
  }

  Optional<Long> stored(WasmFile module, Way way) {
    return Optional.ofNullable(stored.getOrDefault(module, Map.of()).get(way));
  }

  Samples samples(WasmFile module, Way way, ToDoubleFunction<Measurement> number) {
    return Samples.of(
        measurements.getOrDefault(module, Map.of()).getOrDefault(way, List.of()), number);
  }
}
