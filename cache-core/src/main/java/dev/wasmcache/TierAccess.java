package dev.wasmcache;

/** Whether a cache changes what is in a tier. */
public enum TierAccess {
  /** Entries are read and stored. */
  READ_WRITE,
  /** Entries are read; they are neither stored nor deleted, and no lease is taken. */
  READ_ONLY
}
