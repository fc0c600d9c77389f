package dev.wasmcache.spring.health;

import java.util.Locale;

/** What can be wrong with a cache. Each of them makes it DEGRADED, and DOWN for who asks for it. */
public enum HealthProblem {
  /**
   * The disk tier does not work at present: its directory cannot be used or not be written, or it
   * failed and is left alone for a while.
   */
  DISK,
  /** The read-only directories failed and are left alone for a while. */
  LAYER,
  /** The shared tier failed and is left alone for a while. */
  SHARED,
  /** The volume of the disk tier has less free space than is to be left to others. */
  SPACE,
  /** In the last ten minutes an entry was met that no known key had signed. */
  UNAUTHENTIC;

  /** Answers the name used in properties and details: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
