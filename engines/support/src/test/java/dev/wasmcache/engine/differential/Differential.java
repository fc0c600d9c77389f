package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.differential.Outcome.Shown;
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
final class Differential<M> implements AutoCloseable {

  /** Interpreted code takes longer, and is never the first to be run. */
  private static final int PATIENCE = 20;

  /** What the plain engine does within its time, a module from the cache does within this one. */
  private static final int PATIENCE_WITH_CACHED = 5 * PATIENCE;

  private final Programs<M> programs;
  private final PlantedBug planted;
  private final Path directory;
  private final Findings findings;
  private final Bounded bounded;

  Differential(
      Programs<M> programs,
      PlantedBug planted,
      Path directory,
      Findings findings,
      Bounded bounded) {
    this.programs = programs;
    this.planted = planted;
    this.directory = directory;
    this.findings = findings;
    this.bounded = bounded;
  }

  /**
   * @param name what repeats the module
   * @param sets which functions to interpret in turn
   */
  void run(String name, byte[] wasm, List<Interpreted> sets, Settings settings) {
    Loaded reference = load(() -> programs.plain(wasm, Set.of()), settings);
    findings.module(reference.program() == null);
    List<Life> none = lives(reference, List.of(), settings, settings.time());
    Set<Integer> tooLarge = Set.of();
    for (Interpreted interpreted : sets) {
      if (interpreted != Interpreted.NONE && reference.program() == null) {
        continue; // Its functions are not known.
      }
      Set<Integer> functions =
          interpreted == Interpreted.NONE
              ? Set.of()
              : interpreted.of(reference.program(), tooLarge);
      Comparison comparison = new Comparison(programs, name, settings, findings);
      List<Life> plain = none;
      if (interpreted != Interpreted.NONE && settings.runs(interpreted)) {
        Loaded loaded = load(() -> programs.plain(wasm, functions), settings);
        plain = lives(loaded, none, settings, settings.time().multipliedBy(PATIENCE));
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
    Duration time = settings.time().multipliedBy(PATIENCE_WITH_CACHED);
    Path own = directory.resolve(interpreted + "-" + Long.toHexString(System.nanoTime()));
    try (CachedModule<M> cached = new CachedModule<>(programs, wasm, functions, own)) {
      for (Way way : Way.values()) {
        Variant variant = new Variant(way, interpreted);
        if (way == Way.PLAIN || (way != Way.COLD && !settings.runs(variant))) {
          continue;
        }
        Loaded loaded = load(() -> planted.load(way, () -> cached.load(way)), settings);
        comparison.of(variant, plain, lives(loaded, plain, settings, time));
        if (loaded.program() == null) {
          break; // Nothing is stored of it, so that all ways are this one.
        }
      }
      return interpreted == Interpreted.NONE ? cached.interpreted() : tooLarge;
    }
  }

  private List<Life> lives(Loaded loaded, List<Life> like, Settings settings, Duration time) {
    if (loaded.program() == null) {
      return List.of(Life.refused(loaded.outcome()));
    }
    List<Call> calls =
        Call.of(loaded.program().exports(), settings.seed(), settings.rounds(), settings.calls());
    List<List<Call>> instances = Call.ofInstances(calls);
    if (instances.isEmpty()) {
      instances = List.of(List.of());
    }
    Life.Maker maker = new Life.Maker(bounded, time);
    List<Life> lives = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      if (!settings.runsInstance(i)) {
        continue;
      }
      int most = lives.size() < like.size() ? like.get(lives.size()).most() : Integer.MAX_VALUE;
      long seed = settings.seed() + 31L * i;
      lives.add(maker.of(loaded.program(), instances.get(i), most, seed));
    }
    return lives;
  }

  /** There are bytes with which a parser does not end. */
  private Loaded load(Supplier<Program> load, Settings settings) {
    Program[] program = new Program[1];
    Outcome outcome =
        bounded.of(
            settings.loadTime(),
            () -> {
              program[0] = load.get();
              return Shown.of("loads");
            },
            () -> {});
    return new Loaded(outcome.isComparable() ? program[0] : null, outcome);
  }

  @Override
  public void close() {
    bounded.close();
  }

  /** A module, or why there is none. */
  private record Loaded(Program program, Outcome outcome) {}
}
