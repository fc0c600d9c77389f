package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.differential.Variant.Interpreted;
import dev.wasmcache.engine.differential.Variant.Way;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs one module in all variants. Each way through the cache is compared with the plain engine
 * with the same functions interpreted, and that with the plain engine with none. For one thread.
 */
final class Differential<M> {

  /** Interpreted code takes longer, and is never the first to be run. */
  private static final int PATIENCE = 20;

  private static final TimeLimit LONGEST_LOAD = new TimeLimit(Duration.ofMinutes(10));

  private final Programs<M> programs;
  private final PlantedBug planted;
  private final Path directory;
  private final Findings findings;

  Differential(Programs<M> programs, PlantedBug planted, Path directory, Findings findings) {
    this.programs = programs;
    this.planted = planted;
    this.directory = directory;
    this.findings = findings;
  }

  /**
   * @param name what repeats the module
   * @param sets which functions to interpret in turn
   */
  void run(String name, byte[] wasm, List<Interpreted> sets, Settings settings) {
    Loaded reference = Loaded.apart(() -> programs.plain(wasm, Set.of()));
    findings.module(reference.program() == null);
    List<Life> none = lives(reference, null, settings, settings.time());
    Set<Integer> tooLarge = Set.of();
    for (Interpreted interpreted : sets) {
      if (interpreted != Interpreted.NONE && reference.program() == null) {
        continue; // Its functions are not known.
      }
      Set<Integer> functions =
          interpreted == Interpreted.NONE
              ? Set.of()
              : interpreted.of(reference.program(), tooLarge);
      Comparison comparison = new Comparison(programs.folder(), name, settings, findings);
      List<Life> plain = none;
      if (interpreted != Interpreted.NONE && settings.runs(interpreted)) {
        Loaded loaded = Loaded.apart(() -> programs.plain(wasm, functions));
        plain = lives(loaded, none, settings, settings.time().times(PATIENCE));
        comparison.ofTheEngine(new Variant(Way.PLAIN, interpreted), none, plain);
      }
      tooLarge = compareCached(wasm, interpreted, functions, plain, comparison, settings, tooLarge);
    }
  }

  /** Returns which functions cannot be compiled. */
  private Set<Integer> compareCached(
      byte[] wasm,
      Interpreted interpreted,
      Set<Integer> functions,
      List<Life> plain,
      Comparison comparison,
      Settings settings,
      Set<Integer> tooLarge) {
    if (interpreted != Interpreted.NONE && !settings.runs(interpreted)) {
      return tooLarge;
    }
    Path own = directory.resolve(interpreted + "-" + Long.toHexString(System.nanoTime()));
    try (CachedModule<M> cached = new CachedModule<>(programs, wasm, functions, own)) {
      for (Way way : Way.values()) {
        Variant variant = new Variant(way, interpreted);
        if (way == Way.PLAIN || (way != Way.COLD && !settings.runs(variant))) {
          continue;
        }
        Loaded loaded =
            Loaded.of(
                LONGEST_LOAD,
                () -> way == Way.DISK ? planted.load(() -> cached.load(way)) : cached.load(way));
        comparison.of(
            variant, plain, lives(loaded, plain, settings, settings.time().times(PATIENCE)));
        if (loaded.program() == null) {
          break; // Nothing is stored of it, so that all ways are this one.
        }
      }
      return interpreted == Interpreted.NONE ? cached.interpreted() : tooLarge;
    }
  }

  private List<Life> lives(Loaded loaded, List<Life> like, Settings settings, TimeLimit time) {
    if (loaded.program() == null) {
      return List.of(new Life(List.of(loaded.outcome()), ""));
    }
    List<Call> calls =
        Call.of(loaded.program().exports(), settings.seed(), settings.rounds(), settings.calls());
    List<List<Call>> instances = Call.ofInstances(calls);
    if (instances.isEmpty()) {
      instances = List.of(List.of());
    }
    List<Life> lives = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      if (!settings.runsInstance(i)) {
        continue;
      }
      int place = lives.size();
      int most =
          like == null || place >= like.size()
              ? Integer.MAX_VALUE
              : like.get(place).outcomes().size();
      long seed = settings.seed() + 31L * i;
      lives.add(Life.of(loaded.program(), instances.get(i), most, seed, time));
    }
    return lives;
  }

  /** A module, or why there is none. */
  record Loaded(Program program, Outcome outcome) {

    static Loaded of(TimeLimit time, Supplier<Program> load) {
      Program[] program = new Program[1];
      Outcome outcome =
          Outcome.of(
              time,
              () -> {
                program[0] = load.get();
                return "loads";
              });
      return outcome.isComparable() && program[0] != null
          ? new Loaded(program[0], outcome)
          : new Loaded(null, outcome);
    }

    /** Loads in a thread of its own: there are bytes with which the parser does not end. */
    static Loaded apart(Supplier<Program> load) {
      Loaded[] loaded = {new Loaded(null, new Outcome("does not end", Outcome.Limit.TIME))};
      Thread thread =
          new Thread(
              null,
              () -> loaded[0] = of(LONGEST_LOAD, load),
              "differential-plain",
              DifferentialContract.STACK);
      thread.setDaemon(true);
      thread.start();
      try {
        thread.join(LONGEST_LOAD.millis());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return loaded[0];
    }
  }
}
