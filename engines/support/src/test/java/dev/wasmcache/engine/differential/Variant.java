package dev.wasmcache.engine.differential;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** How a module comes to be ready, and which of its functions are interpreted. */
record Variant(Way way, Interpreted interpreted) {

  enum Way {
    /** By the engine, without this library. */
    PLAIN,
    /** Compiled by the cache. */
    COLD,
    /** It is still live in the cache that has compiled it. */
    LIVE,
    /** A new cache has found it in the directory. */
    DISK,
    /** The entry was exported to an archive, and imported from it into another directory. */
    ARCHIVE
  }

  enum Interpreted {
    NONE(index -> false),
    ALL(index -> true),
    EVEN(index -> index % 2 == 0),
    ODD(index -> index % 2 == 1);

    private final IntPredicate chosen;

    Interpreted(IntPredicate chosen) {
      this.chosen = chosen;
    }

    /**
     * Returns the indices of functions.
     *
     * @param tooLarge those that cannot be compiled, which every set has to list but the empty one
     */
    Set<Integer> of(Program program, Set<Integer> tooLarge) {
      Set<Integer> functions = new TreeSet<>();
      if (this != NONE) {
        functions.addAll(tooLarge);
        for (int i = 0; i < program.ownFunctions(); i++) {
          int index = program.importedFunctions() + i;
          if (chosen.test(index)) {
            functions.add(index);
          }
        }
      }
      return functions;
    }
  }

  @Override
  public String toString() {
    return way + "/" + interpreted;
  }
}
