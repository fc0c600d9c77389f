package dev.wasmcache.simulated;

import java.util.Arrays;
import java.util.List;

/** What can go wrong in a run. */
public enum FaultKind {
  // Calls to the file system.
  IO_ERROR,
  NO_SPACE,
  ACCESS_DENIED,
  STALE_HANDLE,
  SHORT_READ,
  READ_FLIPPED,
  READ_MISDIRECTED,
  SHORT_WRITE,
  SYNC_FAILS,
  CLOSE_FAILS,
  REPLY_LOST,
  RENAME_DELAYED,
  HANG,
  // The directory, changed from outside.
  BIT_FLIP,
  TRUNCATION,
  SPECIAL_FILE,
  FOREIGN_FILE,
  OTHER_VERSION,
  VANISHED_DIRECTORY,
  DATED_AHEAD,
  REPLACED_FILE,
  LEFTOVERS,
  // The machine and its processes.
  CLOCK_JUMP,
  POWER_CUT,
  KILL,
  INTERRUPT,
  CLOSE,
  // The shared store.
  STORE_FAILS,
  STORE_HANGS,
  STORE_SLOW,
  STORE_DUPLICATES,
  STORE_REORDERS,
  STORE_FORGETS,
  STORE_OTHER_KEY,
  STORE_DAMAGED,
  STORE_OUT_OF_MEMORY,
  LEASE_TWICE,
  // The engine.
  COMPILE_FAILS,
  LOAD_FAILS;

  /** Those of the shared store. */
  static final List<FaultKind> OF_STORES =
      Arrays.stream(values()).filter(FaultKind::isOfStores).toList();

  private boolean isOfStores() {
    return name().startsWith("STORE") || this == LEASE_TWICE;
  }
}
