package dev.wasmcache.benchmarks.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which artifacts each release of an application needs. A release changes some modules; every tenth
 * release changes the engine, and with it all artifacts. The same for the same seed.
 *
 * @param artifacts the artifacts of each release, as numbers; equal numbers stand for equal bytes
 */
record Releases(List<List<Integer>> artifacts) {

  static final int MODULES = 20;
  static final int CHANGED = 3;
  static final int ENGINE_EVERY = 10;

  static Releases of(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Integer>> releases = new ArrayList<>();
    int next = 0;
    List<Integer> current = new ArrayList<>();
    for (int release = 0; release < count; release++) {
      if (release % ENGINE_EVERY == 0) {
        current = new ArrayList<>();
        for (int module = 0; module < MODULES; module++) {
          current.add(next++);
        }
      } else {
        current = new ArrayList<>(current);
        for (int changed = 0; changed < CHANGED; changed++) {
          current.set(random.nextInt(MODULES), next++);
        }
      }
      releases.add(List.copyOf(current));
    }
    return new Releases(List.copyOf(releases));
  }

  int count() {
    return artifacts.size();
  }

  /**
   * Returns how many artifacts a store holds right after a release, if it evicts artifacts only
   * after they have been unused for a given time: those of this release, and of each release that
   * was replaced less than that time ago.
   *
   * @param release its number, from 0
   * @param perDay the number of releases in a day
   * @param keptDays how many days an unused artifact is kept
   */
  long held(int release, int perDay, int keptDays) {
    // A release is in use until the next one has replaced it.
    int oldest = Math.max(0, release - keptDays * perDay);
    return artifacts.subList(oldest, release + 1).stream().flatMap(List::stream).distinct().count();
  }
}
