package dev.wasmcache.simulation;

import dev.wasmcache.CacheKey;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.disk.FileRules;
import dev.wasmcache.disk.SimulatedDisk;
import dev.wasmcache.disk.Vandal;
import dev.wasmcache.disk.Volume;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.Planted;
import dev.wasmcache.simulated.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A host with a disk, and the processes that have run there. */
final class Machine {

  private static final long TIGHT = 20 * 4096;
  private static final long ROOMY = 1L << 30;

  private final FaultPlan faults;
  private final Planted bug;
  private final Model model;
  private final Map<CacheKey, byte[]> forged;
  private final boolean tight;
  private final Volume volume = new Volume();
  private final FileRules rules;
  private final Vandal vandal;
  private final long maximumBytes;
  private final List<Process> processes = new ArrayList<>();

  Machine(FaultPlan faults, Planted bug, Model model, Map<CacheKey, byte[]> forged, boolean tight) {
    this.faults = faults;
    this.bug = bug;
    this.model = model;
    this.forged = forged;
    this.tight = tight;
    this.rules = new FileRules(model::mayBeDeleted);
    this.maximumBytes = tight ? TIGHT : ROOMY;
    this.vandal =
        new Vandal(
            volume,
            faults,
            rules,
            forged,
            () -> processes.forEach(Process::kill),
            model::clockJumps);
  }

  /** Returns another host, with an empty disk. */
  Machine another() {
    return new Machine(faults, bug, model, forged, tight);
  }

  Process newProcess(String name) {
    Process process = new Process(name);
    processes.add(process);
    return process;
  }

  DiskStore open(Process process) {
    return SimulatedDisk.open(volume, process, faults, rules, vandal, bug, maximumBytes);
  }

  Volume volume() {
    return volume;
  }

  FileRules rules() {
    return rules;
  }

  long maximumBytes() {
    return maximumBytes;
  }
}
