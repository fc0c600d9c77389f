package dev.wasmcache.simulation;

import dev.wasmcache.Artifact;
import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.simulated.Dice;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.Planted;
import dev.wasmcache.simulated.Process;
import dev.wasmcache.simulated.Run;
import dev.wasmcache.simulated.Scenario;
import dev.wasmcache.simulated.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Processes that use the product at once, while things go wrong; then, when nothing goes wrong any
 * more, a look at what is left.
 */
public final class Simulation implements Run {

  private static final int MOST_RESTARTS = 3;

  /** The progress of a process, through its restarts. */
  private static final class Slot {
    private final Machine machine;
    private final String name;
    private int restarts;
    private int operations;
    private boolean waits;
    private boolean done;
    private Process process;

    private Slot(Machine machine, String name, int operations) {
      this.machine = machine;
      this.name = name;
      this.operations = operations;
      this.process = machine.newProcess(name);
    }

    private boolean hasDied() {
      return !done && !process.isRunning();
    }
  }

  private final AtomicReference<byte[]> archive = new AtomicReference<>();
  private Scenario scenario;
  private Planted bug;
  private FaultPlan faults;
  private Model model;
  private @Nullable SharedServer server;
  private boolean authenticates;

  @Override
  public void run(Scenario given, Planted planted, FaultPlan givenFaults) {
    scenario = given;
    bug = planted;
    faults = givenFaults;
    authenticates = World.dice().oneIn(2);
    model = new Model(scenario.tight());
    server = scenario.shared() ? new SharedServer(model) : null;
    Map<CacheKey, byte[]> forged = forge();
    List<Machine> machines = new ArrayList<>();
    for (int i = 0; i < scenario.machines(); i++) {
      machines.add(new Machine(faults, bug, model, forged, scenario.tight()));
    }
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < scenario.processes(); i++) {
      Machine machine = machines.get(i % machines.size());
      slots.add(new Slot(machine, "p" + i, scenario.operations() * scenario.threads()));
    }
    slots.forEach(this::start);
    runToTheEnd(slots);
    Settlement settlement = new Settlement(model, server, faults, bug, authenticates);
    machines.forEach(settlement::check);
    settlement.checkShared(machines.get(0));
    World.end();
  }

  /** Makes an entry for each key that would be accepted, with bytes that are never put. */
  private Map<CacheKey, byte[]> forge() {
    Map<CacheKey, byte[]> forged = new HashMap<>();
    Dice dice = World.dice();
    try (CompilationCache cache =
        CompilationCache.builder()
            .disk(new Capture(forged))
            .timeout(Duration.ZERO)
            .integrity(OpenCache.integrity(authenticates))
            .build()) {
      for (CompileRequest request : model.requests()) {
        cache.put(request.key(), Artifact.of(dice.bytes(50 + dice.below(3_000))));
      }
    }
    return new TreeMap<>(forged);
  }

  private record Capture(Map<CacheKey, byte[]> entries) implements ArtifactStore {
    @Override
    public Optional<StoredEntry> get(CacheKey key) {
      return Optional.empty();
    }

    @Override
    public void put(CacheKey key, EntryContent content) throws IOException {
      entries.put(key, content.toArray(1 << 20));
    }

    @Override
    public boolean delete(CacheKey key) {
      return false;
    }

    @Override
    public void close() {}
  }

  private void start(Slot slot) {
    slot.waits = false;
    World.start(slot.process, "main", () -> work(slot));
  }

  private void runToTheEnd(List<Slot> slots) {
    while (!allDone(slots)) {
      World.await(
          "the processes",
          () -> anyHasDied(slots) || allDone(slots) || (faults.isActive() && allWait(slots)));
      for (Slot slot : slots) {
        if (slot.hasDied()) {
          restart(slot);
        }
      }
      if (allWait(slots)) {
        faults.end();
      }
    }
  }

  // Without streams: these are asked at each step.

  private static boolean anyHasDied(List<Slot> slots) {
    for (Slot slot : slots) {
      if (slot.hasDied()) {
        return true;
      }
    }
    return false;
  }

  private static boolean allDone(List<Slot> slots) {
    for (Slot slot : slots) {
      if (!slot.done) {
        return false;
      }
    }
    return true;
  }

  private static boolean allWait(List<Slot> slots) {
    for (Slot slot : slots) {
      if (!slot.done && !slot.waits) {
        return false;
      }
    }
    return true;
  }

  private void restart(Slot slot) {
    slot.machine.volume().release(slot.process);
    if (++slot.restarts > MOST_RESTARTS) {
      slot.done = true;
      return;
    }
    slot.process = slot.machine.newProcess(slot.name + "." + slot.restarts);
    start(slot);
  }

  /** What the first thread of a process does. */
  private void work(Slot slot) {
    OpenCache opened;
    try {
      opened =
          OpenCache.open(
              slot.process, slot.machine, server, faults, bug, authenticates, scenario.threads());
    } catch (CacheDirectoryException e) {
      World.tell("the directory is refused");
      return;
    }
    int[] running = {scenario.threads()};
    for (int i = 0; i < scenario.threads(); i++) {
      World.start(
          slot.process,
          "caller-" + i,
          () -> {
            Caller caller = new Caller(slot.process.name(), opened, model, faults, archive);
            while (slot.operations > 0) {
              slot.operations--;
              caller.call();
            }
            running[0]--;
          });
    }
    World.await("the callers", () -> running[0] == 0);
    boolean closedEarly = opened.isClosed();
    slot.waits = true;
    World.await("the others", () -> !faults.isActive());
    if (!closedEarly) {
      opened.checkItWorksAgain();
    }
    opened.close();
    opened.checkNothingIsLeft();
    slot.done = true;
  }
}
