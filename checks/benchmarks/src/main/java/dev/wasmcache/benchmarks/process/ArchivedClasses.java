package dev.wasmcache.benchmarks.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generated classes that a JVM has loaded, according to its log.
 *
 * @param loaded how many
 * @param archived how many of them came from the archive
 * @param reasons how many of the others have each reason
 */
record ArchivedClasses(int loaded, int archived, Map<String, Integer> reasons) {

  /** The classes of the engine's cache, of Wasm Cache and of the build-time compiler. */
  private static final Pattern LOADED =
      Pattern.compile("\\] ((?:run\\.endive\\.\\$gen|wasmcache\\.m|buildtime)\\S*) source: (.*)");

  private static final Pattern SKIPPED = Pattern.compile("Skipping (\\S+): (.*)");

  /**
   * @param loading the log of {@code class+load} of the JVM that used the archive
   * @param training what the JVM that wrote the archive has logged about it
   */
  static ArchivedClasses of(String loading, String training) {
    Map<String, String> skipped = new TreeMap<>();
    for (Matcher line = SKIPPED.matcher(training); line.find(); ) {
      skipped.put(line.group(1).replace('/', '.'), line.group(2));
    }
    List<String> others = new ArrayList<>();
    int archived = 0;
    for (Matcher line = LOADED.matcher(loading); line.find(); ) {
      if (line.group(2).contains("shared objects file")) {
        archived++;
      } else {
        others.add(line.group(1));
      }
    }
    Map<String, Integer> reasons = new TreeMap<>();
    for (String other : others) {
      reasons.merge(skipped.getOrDefault(other, "no reason is logged"), 1, Integer::sum);
    }
    return new ArchivedClasses(archived + others.size(), archived, reasons);
  }
}
