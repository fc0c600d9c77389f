package dev.wasmcache.simulation;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.disk.SimulatedDisk;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.Planted;
import dev.wasmcache.simulated.Process;
import dev.wasmcache.simulated.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What must hold when nothing goes wrong any more, whatever has gone wrong before. */
final class Settlement {

  private static final long HOUR = 3_600_000_000_000L;

  private final Model model;
  private final @Nullable SharedServer server;
  private final FaultPlan faults;
  private final Planted bug;
  private final boolean authenticates;

  Settlement(
      Model model,
      @Nullable SharedServer server,
      FaultPlan faults,
      Planted bug,
      boolean authenticates) {
    this.model = model;
    this.server = server;
    this.faults = faults;
    this.bug = bug;
    this.authenticates = authenticates;
  }

  /** Good entries are served, every module can be stored again, and the limits are kept. */
  void check(Machine machine) {
    inProcess(
        machine,
        "reader",
        null,
        opened -> {
          for (CacheKey key : keys()) {
            boolean good = machine.rules().isGood(machine.volume(), key);
            boolean found = read(opened.cache(), key);
            if (good && !found) {
              World.fail("A good entry is not served: " + key);
            }
          }
        });
    inProcess(machine, "collector", null, opened -> collect(machine, opened.disk()));
    inProcess(
        machine,
        "writer",
        null,
        opened -> {
          for (CacheKey key : keys()) {
            opened.cache().put(key, Artifact.of(model.newBytes(key, World.dice())));
            if (!SimulatedDisk.isObstructed(machine.volume(), key) && !read(opened.cache(), key)) {
              World.fail("An entry cannot be stored any more: " + key);
            }
          }
        });
  }

  private List<CacheKey> keys() {
    return model.requests().stream().map(CompileRequest::key).toList();
  }

  private boolean read(CompilationCache cache, CacheKey key) {
    Optional<Artifact> found = cache.get(key);
    found.ifPresent(artifact -> model.checked(key, artifact));
    return found.isPresent();
  }

  private static void collect(Machine machine, DiskStore disk) {
    try {
      for (int i = 0; i < 2; i++) {
        if (!disk.collect()) {
          World.fail("Nothing is collected, although nothing else collects");
        }
        if (machine.volume().taken() > machine.maximumBytes()) {
          World.fail(
              "After a collection the directory takes "
                  + machine.volume().taken()
                  + " bytes, over its limit of "
                  + machine.maximumBytes());
        }
        World.sleep("an hour", HOUR + HOUR / 2);
      }
      if (!disk.collect()) {
        World.fail("Nothing is collected, although nothing else collects");
      }
    } catch (IOException e) {
      World.fail("A collection fails: " + e);
    }
    String left = SimulatedDisk.leftAfterCollection(machine.volume());
    if (!left.isEmpty()) {
      World.fail("A collection has left: " + left);
    }
  }

  /** What the shared store has is served to a host that has nothing. */
  void checkShared(Machine machine) {
    SharedServer shared = server;
    if (shared == null) {
      return;
    }
    shared.settle();
    List<CacheKey> good = new ArrayList<>();
    for (CacheKey key : keys()) {
      if (shared.isGood(key)) {
        good.add(key);
      }
    }
    Machine empty = machine.another();
    inProcess(
        empty,
        "other-host",
        shared,
        opened -> {
          for (CacheKey key : good) {
            if (!read(opened.cache(), key)) {
              World.fail("A good entry of the shared store is not served: " + key);
            }
          }
        });
  }

  /** What is done with a cache. */
  private interface Use {
    void of(OpenCache opened);
  }

  private void inProcess(Machine machine, String name, @Nullable SharedServer shared, Use use) {
    Process process = machine.newProcess(name);
    boolean[] done = {false};
    World.start(
        process,
        "main",
        () -> {
          OpenCache opened =
              OpenCache.open(process, machine, shared, faults, bug, authenticates, 1);
          use.of(opened);
          opened.close();
          opened.checkNothingIsLeft();
          done[0] = true;
        });
    World.await(name, () -> done[0]);
  }
}
