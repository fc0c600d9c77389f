package dev.wasmcache.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of the core. In a class of their own, so that a JVM that logs nothing does not start a
 * logging system: that costs as much as a small hit.
 */
public final class Log {

  /** What the cache itself says. */
  public static final Logger LOG = LoggerFactory.getLogger("dev.wasmcache.CompilationCache");

  /** What its directories say. */
  public static final Logger DISK = LoggerFactory.getLogger("dev.wasmcache.disk.DiskStore");

  private Log() {}
}
