package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The output of JVMs, some of which were killed, recorded outside of the tested directory. */
final class Record {

  private final Map<Integer, Set<Long>> begun = new HashMap<>();
  private final Map<Integer, Long> stored = new HashMap<>();
  private final Map<Integer, Set<Long>> maybe = new HashMap<>();
  private final List<String> hits = new ArrayList<>();
  private final List<String> strange = new ArrayList<>();

  /** Adds the output of one JVM; for JVMs that ran one after another, in that order. */
  Record add(Path output) throws IOException {
    for (String line : Files.readAllLines(output)) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "begin" -> begin(Integer.parseInt(words[1]), Long.parseLong(words[2]));
        case "stored" -> stored(Integer.parseInt(words[1]), Long.parseLong(words[2]));
        case "hit" -> hits.add(line);
        case "done" -> {
          // It was not killed.
        }
        case "SLF4J(W):" -> {
          // Two threads used the log while it started.
        }
        default -> strange.add(line);
      }
    }
    return this;
  }

  private void begin(int number, long seed) {
    begun.computeIfAbsent(number, key -> new HashSet<>()).add(seed);
    maybe.computeIfAbsent(number, key -> new HashSet<>()).add(seed);
  }

  private void stored(int number, long seed) {
    stored.put(number, seed);
    maybe.put(number, new HashSet<>(Set.of(seed)));
  }

  /** Returns lines that no JVM should print: wrong bytes, exceptions. */
  List<String> strange() {
    return strange;
  }

  /** Returns hits of content that no JVM has begun to put. */
  List<String> hitsOfNothing() {
    return hits.stream().filter(hit -> !wasBegun(hit.split(" "))).toList();
  }

  private boolean wasBegun(String[] hit) {
    return wasBegun(Integer.parseInt(hit[1]), Long.parseLong(hit[2]));
  }

  boolean wasBegun(int number, long seed) {
    return begun.getOrDefault(number, Set.of()).contains(seed);
  }

  /** Returns numbers under which content was stored and not deleted. */
  Set<Integer> stored() {
    return stored.keySet();
  }

  /** Whether this is the content that was stored last, or that a JVM began to put after that. */
  boolean isLatest(int number, long seed) {
    return maybe.getOrDefault(number, Set.of()).contains(seed);
  }

  /** Returns how many puts were started. */
  int puts() {
    return begun.values().stream().mapToInt(Set::size).sum();
  }

  String summary() {
    return puts() + " puts begun, " + hits.size() + " hits";
  }
}
