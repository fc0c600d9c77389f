package dev.wasmcache.spring.health;

import java.util.Locale;

/**
 * What can be wrong with a cache. Each problem makes it DEGRADED, or DOWN if that is configured.
 */
public enum HealthProblem {
  /**
   * The disk tier does not work at present: its directory cannot be used or written, or it failed
   * and is paused.
   */
  DISK,
  /** The read-only directories failed and are paused. */
  LAYER,
  /** The shared tier failed and is paused. */
  SHARED,
  /** The volume of the disk tier has less free space than the configured minimum. */
  SPACE,
  /** In the last ten minutes, an entry was found that no known key has signed. */
  UNAUTHENTIC,
  /**
   * Since the start, an artifact was served that the compiler does not make. Its entry was
   * replaced, but the module may be in use.
   */
  MISMATCH,
  /**
   * The file of a module that is reloaded has changed and cannot be used: the former module is
   * still in use.
   */
  RELOAD;

  /** Returns the name used in properties and details: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
