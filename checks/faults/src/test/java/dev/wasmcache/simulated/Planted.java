package dev.wasmcache.simulated;

import java.util.Map;

/** A bug that a test plants, to show that the simulation finds such bugs. */
public enum Planted {
  NONE,
  /** An entry is published without fsync. */
  NO_SYNC,
  /** A file is opened by its name, whatever has come there since it was examined. */
  CHECK_BEFORE_OPEN,
  /** A bad entry is deleted by its name, although another one may have that name now. */
  DELETE_BY_NAME,
  /** A lease is never released. */
  LEASE_KEPT,
  /** The note of a module is read as its entry. */
  NOTE_AS_ENTRY,
  /** The date of a file that is dated ahead is never corrected. */
  DATE_KEPT,
  /** A breaker that is open never closes. */
  BREAKER_STAYS_OPEN(
      Map.of("dev/wasmcache/internal/guard/Breaker", "dev/wasmcache/internal/guard/OpenBreaker")),
  /** A result that came too late is handed to the next caller. */
  LATE_RESULT(Map.of("java/util/concurrent/FutureTask", "dev/wasmcache/simulated/PlantedFuture")),
  /** Checksums are not compared. */
  NO_CHECKSUM(Map.of("java/util/zip/CRC32C", "dev/wasmcache/simulated/PlantedChecksum")),
  /** The collector overlooks notes and temporary files. */
  OVERLOOKED_FILES,
  /** The background thread of the disk is not stopped. */
  THREAD_KEPT(
      Map.of(
          "java/util/concurrent/ScheduledThreadPoolExecutor",
          "dev/wasmcache/simulated/PlantedSchedule")),
  /** Of two threads that ask for a module at once, both compile it. */
  TWO_FLIGHTS(
      Map.of(
          "dev/wasmcache/internal/compile/SingleFlight",
          "dev/wasmcache/internal/compile/NoFlight"));

  private final Map<String, String> replacedClasses;

  Planted() {
    this(Map.of());
  }

  Planted(Map<String, String> replacedClasses) {
    this.replacedClasses = replacedClasses;
  }

  /** Returns the classes in whose place others are used, by their internal names. */
  Map<String, String> replacedClasses() {
    return replacedClasses;
  }
}
