package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.Planted;
import dev.wasmcache.simulated.Process;
import java.time.Duration;
import java.time.Instant;

/** Opens the product's store over a simulated volume, and checks what it leaves there. */
public final class SimulatedDisk {

  private SimulatedDisk() {}

  /** Opens the directory as one process. */
  public static DiskStore open(
      Volume volume,
      Process process,
      FaultPlan faults,
      FileRules rules,
      Vandal vandal,
      Planted bug,
      long maximumBytes) {
    return DiskStore.builder(Volume.DIRECTORY)
        .maximumBytes(maximumBytes)
        .minimumFreeBytes(0)
        .clock(volume::now)
        .files(
            bug == Planted.NONE
                ? new SimulatedFiles(volume, process, faults, rules, vandal)
                : new PlantedFiles(volume, process, faults, rules, vandal, bug))
        .build();
  }

  /** Returns what two collections an hour apart should not have left; empty if nothing is wrong. */
  public static String leftAfterCollection(Volume volume) {
    StringBuilder wrong = new StringBuilder();
    Instant now = volume.now();
    volume.eachFile(
        (path, node) -> {
          DiskEntry.Kind kind = DiskLayout.kind(path);
          if (kind == null || (kind == DiskEntry.Kind.ENTRY && !node.isRegular())) {
            return;
          }
          if (node.isRegular() && node.modified.isAfter(now.plus(Dates.SKEW))) {
            wrong.append(path).append(" is dated ahead; ");
          }
          if (kind == DiskEntry.Kind.TEMPORARY
              && Duration.between(node.modified, now).compareTo(Duration.ofHours(1)) > 0) {
            wrong.append(path).append(" is abandoned; ");
          }
        });
    return wrong.toString();
  }

  /**
   * Whether something that no process of the cache makes has the name of an entry or its folder.
   */
  public static boolean isObstructed(Volume volume, CacheKey key) {
    DiskLayout layout = new DiskLayout(Volume.DIRECTORY);
    Node node = volume.find(layout.entry(key));
    return node != null && !node.isRegular();
  }
}
