package dev.wasmcache.simulation;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.admin.ArchiveException;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.simulated.Dice;
import dev.wasmcache.simulated.FaultKind;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.SimulatedThread;
import dev.wasmcache.simulated.World;
import dev.wasmcache.stats.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A thread of an application: makes calls, and checks what each of them returns or throws. */
final class Caller {

  private static final long LONGEST_COMPILE = 3_000_000_000L;

  private final String name;
  private final OpenCache opened;
  private final CompilationCache cache;
  private final Model model;
  private final FaultPlan faults;
  private final AtomicReference<byte[]> archive;
  private final Dice dice = World.dice();
  private long compileTime;

  /**
   * @param name of the process
   * @param archive the last one that a process has exported
   */
  Caller(
      String name,
      OpenCache opened,
      Model model,
      FaultPlan faults,
      AtomicReference<byte[]> archive) {
    this.name = name;
    this.opened = opened;
    this.cache = opened.cache();
    this.model = model;
    this.faults = faults;
    this.archive = archive;
  }

  /** What the compiler of the scenario throws. */
  private static final class CompileFailed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
  }

  /** What the loader of the scenario throws. */
  private static final class LoadFailed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
  }

  /** Makes one call. */
  void call() {
    CompileRequest request = model.any(dice);
    boolean unused = SimulatedThread.wasInterruptedFromOutside();
    switch (dice.below(20)) {
      case 0, 1, 2, 3, 4 -> get(request.key());
      case 5, 6, 7 -> put(request.key());
      case 8, 9, 10 -> compile(request);
      case 11, 12 -> load(request);
      case 13 -> delete(request.key());
      case 14 -> collect();
      case 15 -> operate(request);
      case 16 -> exportArchive();
      case 17 -> importArchive();
      case 18 -> World.sleep("nothing to do", dice.between(1, 4_000_000_000_000L));
      default -> closeSometimes();
    }
    if (SimulatedThread.wasInterruptedFromOutside() && !Thread.interrupted()) {
      World.fail("The interrupt status of a caller was lost");
    }
    boolean cleared = Thread.interrupted();
  }

  private void timed(String what, long bound, Runnable call) {
    long start = World.nanos();
    World.tell("begins " + what);
    call.run();
    long took = World.nanos() - start;
    World.tell("ends " + what);
    checkBound(what, took, bound);
  }

  private static void checkBound(String what, long took, long bound) {
    if (bound > 0 && took > bound) {
      World.fail(what + " took " + took / 1_000_000 + " ms, and its bound is " + bound / 1_000_000);
    }
  }

  private void get(CacheKey key) {
    timed("get " + key, opened.boundOfRequest(), () -> read(key));
  }

  private void read(CacheKey key) {
    cache.get(key).ifPresent(artifact -> model.checked(key, artifact));
  }

  private void put(CacheKey key) {
    Artifact artifact = Artifact.of(model.newBytes(key, dice));
    timed("put " + key, opened.boundOfRequest(), () -> cache.put(key, artifact));
  }

  private void compile(CompileRequest request) {
    timed(
        "getOrCompile " + request.key(),
        opened.boundOfCompile(),
        () -> {
          long start = World.nanos();
          long bound = opened.boundOfRequest();
          int asked = opened.askedAgain();
          boolean unused = SimulatedThread.hasParked();
          compileTime = 0;
          try {
            model.checked(request.key(), cache.getOrCompile(request, this::compiled));
          } catch (CompileFailed e) {
            World.tell("the compile failed");
          }
          if (opened.hasOneCaller() && !SimulatedThread.hasParked()) {
            long took = World.nanos() - start - compileTime - opened.boundOfTransfer(asked);
            checkBound("the tiers of a load", took, bound);
          }
        });
  }

  private Artifact compiled(CompileRequest request) {
    CacheKey key = request.key();
    model.beginsCompile(name, key);
    long start = World.nanos();
    try {
      World.sleep("a compile", dice.between(1, LONGEST_COMPILE));
      if (faults.strikes(FaultKind.COMPILE_FAILS, 3)) {
        throw new CompileFailed();
      }
      return Artifact.of(model.newBytes(key, dice));
    } finally {
      model.endsCompile(name, key);
      compileTime += World.nanos() - start;
    }
  }

  private void load(CompileRequest request) {
    timed(
        "load " + request.key(),
        opened.boundOfCompile(),
        () -> {
          try {
            Artifact loaded = cache.getOrCompile(request, this::compiled, this::loaded);
            model.checked(request.key(), loaded);
          } catch (CompileFailed e) {
            World.tell("the compile failed");
          }
        });
  }

  private Artifact loaded(Artifact artifact, Origin origin) {
    if (origin != Origin.COMPILED && faults.strikes(FaultKind.LOAD_FAILS, 1)) {
      model.requests().forEach(request -> model.rejects(request.key()));
      throw new LoadFailed();
    }
    return artifact;
  }

  private void delete(CacheKey key) {
    timed(
        "delete " + key,
        opened.boundOfDeletion(),
        () -> {
          model.beginsDeletion(key);
          try {
            cache.delete(key);
            model.endsDeletion(key);
          } catch (UncheckedIOException e) {
            World.tell("the deletion failed");
          }
        });
  }

  private void clear() {
    model.beginsDeletionOfAll();
    try {
      cache.admin().clear();
      model.endsDeletionOfAll();
    } catch (UncheckedIOException e) {
      World.tell("the deletion failed");
    }
  }

  private void collect() {
    timed(
        "collect",
        0,
        () -> {
          try {
            boolean unused = opened.disk().collect();
          } catch (IOException e) {
            World.tell("the collection failed");
          }
        });
  }

  private void operate(CompileRequest request) {
    timed(
        "operate",
        0,
        () -> {
          Object unused =
              switch (dice.below(6)) {
                case 0 -> cache.admin().verify(request.key());
                case 1 -> cache.admin().inspect(request.key());
                case 2 -> cache.admin().keys(null, 10);
                case 3 -> cache.admin().explain(request);
                case 4 -> cache.stats();
                default -> Map.of();
              };
          if (dice.oneIn(6)) {
            clear();
          }
        });
  }

  private void exportArchive() {
    timed(
        "export",
        0,
        () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try {
            Object unused = cache.admin().exportArchive(out, info -> true);
            archive.set(out.toByteArray());
          } catch (IOException e) {
            World.tell("the export failed");
          }
        });
  }

  private void importArchive() {
    byte[] from = archive.get();
    if (from == null) {
      return;
    }
    timed(
        "import",
        0,
        () -> {
          try {
            Object unused =
                cache.admin().importArchive(new ByteArrayInputStream(from), ArchiveLimits.DEFAULT);
          } catch (ArchiveException e) {
            World.tell("the import failed");
          }
        });
  }

  private void closeSometimes() {
    if (faults.strikes(FaultKind.CLOSE, 1)) {
      opened.close();
    }
  }
}
