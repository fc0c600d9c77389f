package dev.wasmcache.cli.doctor;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.cli.output.Units;
import dev.wasmcache.endive.EndiveEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the engines of this command can use of the directory. */
final class EngineChecks {

  private EngineChecks() {}

  static List<Check> of(Optional<EntryReport> entries) {
    return List.of(
        check("endive", entries, () -> EndiveEngine.create().fingerprint()),
        check("chicory", entries, () -> ChicoryEngine.create().fingerprint()));
  }

  private static Check check(
      String engine, Optional<EntryReport> entries, Supplier<Fingerprint> fingerprint) {
    String version;
    try {
      version = fingerprint.get().engineVersion();
    } catch (IllegalStateException | LinkageError e) {
      return Check.problem(
          engine,
          String.valueOf(e.getMessage()),
          "Put the JAR of this command, or all libraries of one version, on the class path.");
    }
    return check(engine, version, entries.map(report -> report.versions(engine)).orElse(Map.of()));
  }

  /**
   * @param stored how many entries there are of each version of the engine
   */
  static Check check(String engine, String version, Map<String, Long> stored) {
    long own = stored.getOrDefault(version, 0L);
    String found = version + ", " + Units.count(own, "entry");
    List<String> others = new ArrayList<>();
    stored.forEach(
        (other, count) -> {
          if (!other.equals(version)) {
            others.add(Units.count(count, "entry") + " of " + other);
          }
        });
    return others.isEmpty()
        ? Check.ok(engine, found)
        : Check.note(
            engine,
            found + ", and " + String.join(", ", others),
            "An entry serves only applications with the same code of the engine. Entries of a"
                + " version that no application uses any more are evicted when they have been idle"
                + " for long enough.");
  }
}
